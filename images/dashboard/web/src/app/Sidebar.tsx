import { Box, Boxes, Map as MapIcon, Package, Rocket, ScrollText } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { type Kind, useKinds } from "../api/kinds";
import type { Session } from "../api/session";
import { useText } from "../i18n/text";
import { byArea } from "./areas";
import { ADDONS, DEPLOY, IMAGES, LOGS, MAP, OVERVIEW, explorePath } from "./routes";
import styles from "./shell.module.css";
import { texts } from "./words";

export function Sidebar({ session, open }: { session: Session; open: boolean }) {
    const t = useText(texts);
    const kinds = useKinds();
    return (
        <nav id="navigation" aria-label={t("menu")} className={`${styles.sidebar} ${open ? styles.open : ""}`}>
            <ul>
                <Item to={OVERVIEW} icon={<Boxes aria-hidden />} title={t("overview")} />
                <Item to={MAP} icon={<MapIcon aria-hidden />} title={t("map")} />
                <Item to={LOGS} icon={<ScrollText aria-hidden />} title={t("logs")} />
                <Item to={DEPLOY} icon={<Rocket aria-hidden />} title={t("deploy")} />
                {session.host && <Item to={ADDONS} icon={<Package aria-hidden />} title={t("addons")} />}
                <Item to={IMAGES} icon={<Box aria-hidden />} title={t("images")} />
            </ul>
            {byArea(kinds).map(({ area, kinds }) => (
                <Area key={area} title={t(area)} kinds={kinds} folded={area === "more"} />
            ))}
        </nav>
    );
}

function Area({ title, kinds, folded }: { title: string; kinds: Kind[]; folded: boolean }) {
    const list = (
        <ul>
            {kinds.map((kind) => (
                <Item key={explorePath(kind)} to={explorePath(kind)} title={kind.kind} hint={kind.group} />
            ))}
        </ul>
    );
    if (!folded) {
        return (
            <>
                <h2 className={styles.area}>{title}</h2>
                {list}
            </>
        );
    }
    return (
        <details>
            <summary className={styles.area}>{title}</summary>
            {list}
        </details>
    );
}

function Item({ to, title, icon, hint }: { to: string; title: string; icon?: ReactNode; hint?: string }) {
    const [location] = useLocation();
    return (
        <li>
            <Link href={to} className={styles.item} aria-current={location === to ? "page" : undefined} title={hint}>
                {icon}
                {title}
            </Link>
        </li>
    );
}
