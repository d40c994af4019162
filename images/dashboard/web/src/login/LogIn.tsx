import { type FormEvent, useState } from "react";
import { logIn } from "../api/session";
import { useText, words } from "../i18n/text";
import { Button } from "../ui/Button";
import { Command } from "../ui/Command";
import { Notice } from "../ui/Status";
import styles from "./login.module.css";

const texts = words(
    {
        title: "This cluster's dashboard",
        open: "There is no session, or it has ended. A new one opens with:",
        or: "Or with a bearer token of a user or service account, which only this page's server keeps, in memory:",
        token: "Bearer token",
        go: "Log in",
        make: "A token comes from, for example:",
    },
    {
        title: "このクラスターのダッシュボード",
        open: "セッションがないか、終了しました。新しいセッションは次のコマンドで開きます:",
        or: "または、ユーザーかサービスアカウントの Bearer トークンで（このページのサーバーのメモリーにだけ保持されます）:",
        token: "Bearer トークン",
        go: "ログイン",
        make: "トークンはたとえば次のコマンドで得られます:",
    },
);

/** Where there is no session: what opens one. */
export function LogIn() {
    const t = useText(texts);
    const [token, setToken] = useState("");
    const [problem, setProblem] = useState<string | null>(null);
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        setProblem(await logIn(token).catch(String));
    };
    return (
        <main className={styles.page}>
            <div className={styles.card}>
                <img src="/favicon.svg" alt="" width={40} height={40} />
                <h1>{t("title")}</h1>
                <p>{t("open")}</p>
                <Command>devcluster dashboard</Command>
                <form onSubmit={submit} className={styles.form}>
                    <label htmlFor="token">{t("or")}</label>
                    <input
                        id="token"
                        type="password"
                        autoComplete="off"
                        required
                        placeholder={t("token")}
                        value={token}
                        onChange={(event) => setToken(event.target.value)}
                    />
                    <Button look="primary" type="submit">
                        {t("go")}
                    </Button>
                </form>
                {problem && <Notice tone="bad">{problem}</Notice>}
                <p>{t("make")}</p>
                <Command>kubectl create token NAME --namespace NAMESPACE</Command>
            </div>
        </main>
    );
}
