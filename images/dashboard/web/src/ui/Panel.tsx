import { type ReactNode, useId } from "react";
import styles from "./controls.module.css";

interface Props {
    title?: ReactNode;
    actions?: ReactNode;
    /** Without the room around the content, for tables. */
    bare?: boolean;
    children: ReactNode;
}

export function Panel({ title, actions, bare = false, children }: Props) {
    const id = useId();
    return (
        <section className={styles.panel} aria-labelledby={title ? id : undefined}>
            {title && (
                <header>
                    <h2 id={id}>{title}</h2>
                    {actions}
                </header>
            )}
            <div className={bare ? undefined : styles.panelBody}>{children}</div>
        </section>
    );
}

export function Empty({ children }: { children: ReactNode }) {
    return <div className={styles.empty}>{children}</div>;
}
