import { Languages, LogOut, Moon, Plug, Sun } from "lucide-react";
import { logOut, type Session } from "../api/session";
import { setLanguage, useLanguage } from "../i18n/language";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import styles from "./shell.module.css";
import { switchTheme, useTheme } from "./theme";
import { texts } from "./words";

export function Preferences({ session }: { session: Session }) {
    const t = useText(texts);
    const theme = useTheme();
    const language = useLanguage();
    const switchLanguage = () => setLanguage(language === "en" ? "ja" : "en");
    const themeWord = t(theme === "dark" ? "light" : "dark");
    return (
        <div className={styles.preferences}>
            {session.host && (
                <span role="img" aria-label={t("host")} title={t("host")} className={styles.host}>
                    <Plug aria-hidden />
                </span>
            )}
            <Button look="quiet" onClick={switchLanguage} aria-label={t("language")} title={t("language")}>
                <Languages aria-hidden />
            </Button>
            <Button look="quiet" onClick={switchTheme} aria-label={themeWord} title={themeWord}>
                {theme === "dark" ? <Sun aria-hidden /> : <Moon aria-hidden />}
            </Button>
            <Button
                look="quiet"
                onClick={logOut}
                aria-label={t("logOut")}
                title={`${session.user.name} · ${t("logOut")}`}
            >
                <LogOut aria-hidden />
            </Button>
        </div>
    );
}
