import { useEffect, useState } from "react";
import type { Target } from "../../actions/action";
import type { KubeObject } from "../../api/objects";
import { parse } from "./problems";
import { type Reviewed, review } from "./review";

/** How long nothing is typed before the API server is asked. */
const PAUSE = 700;

export interface Checked extends Reviewed {
  /** The text that this is about. */
  of: string;
}

/** What the API server says of a draft: null until it has. Syntax is told at once. */
export function useReview(target: Target, base: KubeObject | null, draft: string): Checked | null {
  const [checked, setChecked] = useState<Checked | null>(null);
  const key = JSON.stringify(target);
  useEffect(() => {
    if (!base) return setChecked(null);
    let over = false;
    const tell = (reviewed: Reviewed) => over || setChecked({ ...reviewed, of: draft });
    const { problems } = parse(draft);
    if (problems.length > 0) {
      tell({ problems, conflicts: [] });
      return () => void (over = true);
    }
    const failed = (error: unknown) => tell({ problems: [{ from: 0, to: 0, message: String(error) }], conflicts: [] });
    const timer = setTimeout(() => void review(JSON.parse(key), base, draft).then(tell, failed), PAUSE);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key, base, draft]);
  return checked?.of === draft ? checked : null;
}
