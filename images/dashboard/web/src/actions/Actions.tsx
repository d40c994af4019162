/** The actions for one object. */
import { CirclePause, CirclePlay, Image, Play, RotateCw, Scaling, Tags, Trash2, Unplug } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Kind } from "../api/kinds";
import type { KubeObject } from "../api/objects";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import { toast } from "../ui/toast";
import { OfferDialog } from "./dialogs/OfferDialog";
import type { Target } from "./action";
import styles from "./dialogs/actions.module.css";
import { useAllowed } from "./allowed";
import { type Offer, offers, rightFor } from "./offers";
import { texts } from "./words";

const ICONS: Record<Offer, ReactNode> = {
    scale: <Scaling aria-hidden />,
    restart: <RotateCw aria-hidden />,
    pause: <CirclePause aria-hidden />,
    resume: <CirclePlay aria-hidden />,
    image: <Image aria-hidden />,
    trigger: <Play aria-hidden />,
    suspend: <CirclePause aria-hidden />,
    unsuspend: <CirclePlay aria-hidden />,
    cordon: <CirclePause aria-hidden />,
    uncordon: <CirclePlay aria-hidden />,
    drain: <Unplug aria-hidden />,
    labels: <Tags aria-hidden />,
    delete: <Trash2 aria-hidden />,
};

export function Actions({ kind, object }: { kind: Kind; object: KubeObject }) {
    const t = useText(texts);
    const [open, setOpen] = useState<Offer | null>(null);
    const { name, namespace = null } = object.metadata;
    const target: Target = { kind, namespace, name };
    const all = offers(kind, object);
    const rights = all.map((offer) => rightFor(offer, kind, namespace, name));
    const allowed = useAllowed(rights);
    return (
        <div className={styles.bar} role="group" aria-label={t("actions")}>
            {all.map((offer, at) => {
                const { verb, resource, subresource } = rights[at]!;
                const isDenied = allowed[at] === false;
                const reason = t("denied", { verb, resource: subresource ? `${resource}/${subresource}` : resource });
                // Not `disabled`: who comes by keyboard learns the reason too.
                return (
                    <Button
                        key={offer}
                        aria-disabled={isDenied || undefined}
                        className={isDenied ? styles.denied : undefined}
                        title={isDenied ? reason : undefined}
                        onClick={() => (isDenied ? toast("warn", reason) : setOpen(offer))}
                    >
                        {ICONS[offer]}
                        {t(offer)}
                    </Button>
                );
            })}
            {open && <OfferDialog offer={open} target={target} object={object} onClose={() => setOpen(null)} />}
        </div>
    );
}
