import { Link } from "wouter";
import { useText, words } from "../i18n/text";
import { Empty } from "../ui/Panel";
import { OVERVIEW } from "./routes";

const texts = words(
    { none: "There is no such page.", back: "To the overview" },
    { none: "そのページはありません。", back: "概要へ" },
);

export function NotFound() {
    const t = useText(texts);
    return (
        <Empty>
            <p>{t("none")}</p>
            <Link href={OVERVIEW}>{t("back")}</Link>
        </Empty>
    );
}
