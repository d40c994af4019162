import { useState } from "react";
import type { KubeObject, Workload } from "../../api/objects";
import { useText } from "../../i18n/text";
import { ActionDialog } from "./ActionDialog";
import { DeleteDialog } from "./DeleteDialog";
import { DrainDialog } from "./DrainDialog";
import { ImageDialog } from "./ImageDialog";
import { LabelsDialog } from "./LabelsDialog";
import { ScaleDialog } from "./ScaleDialog";
import { TriggerDialog } from "./TriggerDialog";
import type { Action, Target } from "../action";
import styles from "./actions.module.css";
import { suspend } from "../jobs";
import { cordon } from "../nodes";
import type { Offer } from "../offers";
import { texts } from "../words";
import { pause, restart } from "../workload";

interface Props {
    offer: Offer;
    target: Target;
    object: KubeObject;
    onClose: () => void;
}

type Plain = "restart" | "pause" | "resume" | "suspend" | "unsuspend" | "cordon" | "uncordon";

const PLAIN: Record<Plain, (target: Target) => Action> = {
    restart: (target) => restart(target),
    pause: (target) => pause(target, true),
    resume: (target) => pause(target, false),
    suspend: (target) => suspend(target, true),
    unsuspend: (target) => suspend(target, false),
    cordon: (target) => cordon(target, true),
    uncordon: (target) => cordon(target, false),
};

export function OfferDialog({ offer, target, object, onClose }: Props) {
    const spec = (object as Workload).spec;
    switch (offer) {
        case "scale":
            return <ScaleDialog target={target} now={spec.replicas ?? 1} onClose={onClose} />;
        case "image":
            return <ImageDialog target={target} containers={spec.template?.spec?.containers ?? []} onClose={onClose} />;
        case "trigger":
            return <TriggerDialog target={target} object={object} onClose={onClose} />;
        case "drain":
            return <DrainDialog target={target} onClose={onClose} />;
        case "labels":
            return <LabelsDialog target={target} labels={object.metadata.labels ?? {}} onClose={onClose} />;
        case "delete":
            return (
                <DeleteDialog
                    targets={[target]}
                    owned={object.metadata.ownerReferences?.some(({ controller }) => controller) ?? false}
                    onClose={onClose}
                />
            );
        default:
            return <PlainDialog offer={offer} target={target} onClose={onClose} />;
    }
}

function PlainDialog({ offer, target, onClose }: { offer: Plain; target: Target; onClose: () => void }) {
    const t = useText(texts);
    // The object changes with the action; what was asked stays what was done.
    const [action] = useState(() => PLAIN[offer](target));
    return (
        <ActionDialog title={t(`${offer}Title`, { name: target.name })} go={t(offer)} action={action} onClose={onClose}>
            <p className={styles.about}>{t(`${offer}About`)}</p>
        </ActionDialog>
    );
}
