import { Suspense, lazy, useEffect } from "react";
import { Route, Switch } from "wouter";
import { refreshSession, useSession } from "../api/session";
import { ForwardTray } from "../follow/Forward";
import { LogIn } from "../login/LogIn";
import { Overview } from "../overview/Overview";
import { Toasts } from "../ui/toast";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";
import { ADDONS, DEPLOY, EXPLORE, IMAGES, LOGS, MAP, OBJECT, OVERVIEW } from "./routes";

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
    useEffect(() => void refreshSession(), []);
    if (session === undefined) return null;
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
