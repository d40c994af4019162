import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import styles from "./controls.module.css";

interface Props {
    title: ReactNode;
    onClose: () => void;
    /** Buttons, the one that goes on last. */
    actions?: ReactNode;
    wide?: boolean;
    children: ReactNode;
}

/** A modal dialog; Escape closes it. */
export function Dialog({ title, onClose, actions, wide = false, children }: Props) {
    const id = useId();
    const element = useRef<HTMLDialogElement>(null);
    // Before the paint: what is typed right after the key that opened it belongs to the dialog.
    useLayoutEffect(() => element.current?.showModal(), []);
    return (
        <dialog
            ref={element}
            className={`${styles.dialog} ${wide ? styles.wide : ""}`}
            aria-labelledby={id}
            onClose={onClose}
            onClick={(event) => event.target === element.current && onClose()}
        >
            <div className={styles.dialogBody}>
                <h2 id={id}>{title}</h2>
                {children}
                {actions && <div className={styles.dialogActions}>{actions}</div>}
            </div>
        </dialog>
    );
}
