import { useText, words } from "../i18n/text";
import { AppPanel } from "./apps/AppPanel";
import { AppsPanel } from "./apps/AppsPanel";
import { ApplyPanel } from "./manifests/ApplyPanel";

const texts = words({ title: "Deploy" }, { title: "デプロイ" });

/** What brings something into the cluster: the app of a folder, and YAML. */
export function Deploy() {
    const t = useText(texts);
    return (
        <>
            <h1>{t("title")}</h1>
            <AppPanel />
            <AppsPanel />
            <ApplyPanel />
        </>
    );
}
