import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useText, words } from "../i18n/text";
import { Button } from "./Button";
import styles from "./controls.module.css";

const texts = words({ copy: "Copy", copied: "Copied" }, { copy: "コピー", copied: "コピーしました" });

/** A command line that does the same, to read and to copy. */
export function Command({ children }: { children: string }) {
    const t = useText(texts);
    const [copied, setCopied] = useState(false);
    const copy = async () => {
        await navigator.clipboard.writeText(children);
        setCopied(true);
        setTimeout(() => setCopied(false), 1500);
    };
    return (
        <div className={styles.command}>
            <code tabIndex={0}>{children}</code>
            <Button look="quiet" onClick={copy} aria-label={copied ? t("copied") : t("copy")} title={t("copy")}>
                {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            </Button>
        </div>
    );
}
