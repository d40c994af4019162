import { useSyncExternalStore } from "react";
import { age } from "../../i18n/moment";

/** Made once: a formatter costs more than the row that it is for. */
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" });

const listeners = new Set<() => void>();
let timer = 0;

/** One clock for all ages on the page. */
function subscribe(listener: () => void) {
    listeners.add(listener);
    timer ||= window.setInterval(() => listeners.forEach((tell) => tell()), 1000);
    return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = 0;
    };
}

/** How old something is; it is drawn again only when that reads differently. */
export function Age({ since }: { since: string | null | undefined }) {
    const shown = useSyncExternalStore(subscribe, () => age(since));
    return since ? (
        <time dateTime={since} title={moment.format(new Date(since))}>
            {shown}
        </time>
    ) : (
        <>{shown}</>
    );
}
