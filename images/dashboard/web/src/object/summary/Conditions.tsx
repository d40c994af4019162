import type { Condition } from "../../api/objects";
import { Age } from "../../explore/table/Age";
import { useText } from "../../i18n/text";
import { Panel } from "../../ui/Panel";
import { Status, type Tone } from "../../ui/Status";
import table from "../object.module.css";
import { texts } from "../words";

/** Conditions that are bad news when they are true. */
const BAD_NEWS = /Pressure|Unavailable|Failure|Failed|Degraded|Stalled|DisruptionTarget|NetworkUnavailable|Terminating/;

export function conditionTone({ type, status }: Condition): Tone {
    if (status === "Unknown") return "warn";
    const isGood = (status === "True") !== BAD_NEWS.test(type);
    return isGood ? "good" : BAD_NEWS.test(type) ? "bad" : "warn";
}

export function Conditions({ conditions }: { conditions: Condition[] | undefined }) {
    const t = useText(texts);
    if (!Array.isArray(conditions) || conditions.length === 0) return null;
    return (
        <Panel title={t("conditions")} bare>
            <table className={table.table}>
                <tbody>
                    {conditions.map((condition) => (
                        <tr key={condition.type}>
                            <td className={table.tight}>
                                <Status tone={conditionTone(condition)}>{condition.type}</Status>
                            </td>
                            <td className={table.tight}>{condition.status}</td>
                            <td>{[condition.reason, condition.message].filter(Boolean).join(": ")}</td>
                            <td className={table.tight}>
                                <Age since={condition.lastTransitionTime} />
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Panel>
    );
}
