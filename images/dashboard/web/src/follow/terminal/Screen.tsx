import { useEffect, useRef, useState } from "react";
import { useTheme } from "../../app/theme";
import { useText } from "../../i18n/text";
import type { Ending } from "./ending";
import type { TerminalSession } from "./session";
import styles from "./terminal.module.css";
import { texts } from "./words";

interface Props {
    namespace: string;
    pod: string;
    container: string;
    reader: boolean;
    onOpen: () => void;
    onEnd: (ending: Ending) => void;
    onLeave: () => void;
}

/** One session's screen; another session is another of them. */
export function Screen(props: Props) {
    const t = useText(texts);
    const theme = useTheme();
    const element = useRef<HTMLDivElement>(null);
    const [session, setSession] = useState<TerminalSession | null>(null);
    const newest = useRef(props);
    newest.current = props;
    const { namespace, pod, container, reader } = props;
    useEffect(() => {
        let opened: TerminalSession | null = null;
        let gone = false;
        const load = async () => {
            const { openTerminal } = await import("./session");
            if (gone || !element.current) return;
            opened = openTerminal(element.current, {
                namespace,
                pod,
                container,
                reader: newest.current.reader,
                label: t("terminal", { pod, container }),
                onOpen: () => {
                    newest.current.onOpen();
                    opened?.focus();
                },
                onEnd: (ending) => newest.current.onEnd(ending),
                onLeave: () => newest.current.onLeave(),
            });
            setSession(opened);
        };
        load().catch((error: Error) =>
            newest.current.onEnd({ kind: "failed", message: t("noLoad", { message: error.message }) }),
        );
        return () => {
            gone = true;
            opened?.close();
        };
        // A session is of one container from its beginning to its end.
    }, [namespace, pod, container]);
    useEffect(() => session?.recolor(), [session, theme]);
    useEffect(() => session?.setReader(reader), [session, reader]);
    return <div ref={element} className={styles.screen} />;
}
