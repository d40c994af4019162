import { Suspense, lazy } from "react";
import { Route, Switch } from "wouter";
import { useSession } from "../api/session";
import { ForwardTray } from "../follow/Forward";
import { useText } from "../i18n/text";
import { LogIn } from "../login/LogIn";
import { Overview } from "../overview/Overview";
import { Notice } from "../ui/Status";
import { Toasts } from "../ui/toast";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";
import { ADDONS, DEPLOY, EXPLORE, IMAGES, LOGS, MAP, OBJECT, OVERVIEW } from "./routes";
import { texts } from "./words";

// The overview is what people come for: the rest is loaded when it is asked for.
const Explore = lazy(() => import("../explore/Explore").then(({ Explore }) => ({ default: Explore })));
const ObjectPage = lazy(() => import("../object/ObjectPage").then(({ ObjectPage }) => ({ default: ObjectPage })));
const Logs = lazy(() => import("../follow/Logs").then(({ Logs }) => ({ default: Logs })));
const Deploy = lazy(() => import("../deploy/Deploy").then(({ Deploy }) => ({ default: Deploy })));
const Addons = lazy(() => import("../deploy/Addons").then(({ Addons }) => ({ default: Addons })));
const Images = lazy(() => import("../deploy/Images").then(({ Images }) => ({ default: Images })));
const NetworkMap = lazy(() => import("../map/NetworkMap").then(({ NetworkMap }) => ({ default: NetworkMap })));

export function App() {
    const session = useSession();
    const t = useText(texts);
    if (session === undefined) return <Notice tone="bad">{t("silent")}</Notice>;
    if (session === null) return <LogIn />;
    return (
        <Shell session={session}>
            <Suspense>
                <Switch>
                    <Route path={OVERVIEW} component={Overview} />
                    <Route path={EXPLORE} component={Explore} />
                    <Route path={OBJECT} component={ObjectPage} />
                    <Route path={LOGS} component={Logs} />
                    <Route path={DEPLOY} component={Deploy} />
                    <Route path={ADDONS} component={Addons} />
                    <Route path={IMAGES} component={Images} />
                    <Route path={MAP} component={NetworkMap} />
                    <Route component={NotFound} />
                </Switch>
            </Suspense>
            <ForwardTray />
            <Toasts />
        </Shell>
    );
}
