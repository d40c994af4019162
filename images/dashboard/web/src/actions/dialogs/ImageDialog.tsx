import { useState } from "react";
import { useText } from "../../i18n/text";
import { ActionDialog } from "./ActionDialog";
import type { Action, Target } from "../action";
import styles from "./actions.module.css";
import { texts } from "../words";
import { setImage } from "../workload";

interface Props {
    target: Target;
    containers: { name: string; image: string }[];
    onClose: () => void;
}

export function ImageDialog({ target, containers, onClose }: Props) {
    const t = useText(texts);
    const [images, setImages] = useState<Record<string, string>>({});
    const changes = containers.flatMap(({ name, image }) => {
        const wanted = images[name]?.trim();
        return wanted && wanted !== image ? [setImage(target, name, wanted)] : [];
    });
    const action: Action = {
        command: changes.map(({ command }) => command).join("\n"),
        calls: changes.flatMap(({ calls }) => calls),
    };
    return (
        <ActionDialog title={t("imageTitle", { name: target.name })} go={t("image")} action={action} onClose={onClose}>
            {containers.map(({ name, image }) => (
                <label key={name} className={styles.field}>
                    {name}
                    <input
                        spellCheck={false}
                        value={images[name] ?? image}
                        onChange={(event) => setImages({ ...images, [name]: event.target.value })}
                    />
                </label>
            ))}
        </ActionDialog>
    );
}
