import { Menu } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useLocation } from "wouter";
import type { Session } from "../api/session";
import { useConnection } from "../api/stream";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Status";
import { NamespacePicker } from "./NamespacePicker";
import { Palette } from "./Palette";
import { Preferences } from "./Preferences";
import { Sidebar } from "./Sidebar";
import styles from "./shell.module.css";
import { useShortcuts } from "./shortcuts";
import { texts } from "./words";

/** What is around every page. */
export function Shell({ session, children }: { session: Session; children: ReactNode }) {
    const t = useText(texts);
    const connection = useConnection();
    const [location] = useLocation();
    const [menu, setMenu] = useState(false);
    const [palette, setPalette] = useState(false);
    useEffect(() => setMenu(false), [location]);
    useEffect(() => void (document.title = `${session.cluster} · devcluster`), [session.cluster]);
    useShortcuts({ openPalette: () => setPalette(true) });
    return (
        <div className={styles.shell}>
            <a className={styles.skip} href="#main">
                {t("skip")}
            </a>
            <header className={styles.bar}>
                <Button
                    look="quiet"
                    className={styles.menuButton}
                    aria-label={t("menu")}
                    aria-expanded={menu}
                    aria-controls="navigation"
                    onClick={() => setMenu(!menu)}
                >
                    <Menu aria-hidden />
                </Button>
                <span className={styles.cluster}>
                    <img src="/favicon.svg" alt="" width={22} height={22} />
                    {session.cluster}
                </span>
                <NamespacePicker />
                <button type="button" className={styles.search} onClick={() => setPalette(true)}>
                    <span>{t("search")}</span>
                    <kbd>Ctrl K</kbd>
                </button>
                <Preferences session={session} />
            </header>
            <Sidebar session={session} open={menu} />
            <main id="main" className={styles.main} tabIndex={-1}>
                {connection === "lost" && <Notice tone="bad">{t("lost")}</Notice>}
                {children}
            </main>
            {palette && <Palette onClose={() => setPalette(false)} />}
        </div>
    );
}
