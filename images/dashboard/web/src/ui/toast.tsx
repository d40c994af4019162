/** Short messages about what was done, which go by themselves. */
import { useSyncExternalStore } from "react";
import type { Tone } from "./Status";
import styles from "./toast.module.css";

interface Toast {
    id: number;
    tone: Tone;
    text: string;
}

const SHOWN = 6000;
const listeners = new Set<() => void>();
let toasts: Toast[] = [];
let next = 1;

function set(changed: Toast[]) {
    toasts = changed;
    listeners.forEach((listener) => listener());
}

export function toast(tone: Tone, text: string) {
    const id = next++;
    set([...toasts, { id, tone, text }]);
    setTimeout(() => set(toasts.filter((one) => one.id !== id)), SHOWN);
}

export function Toasts() {
    const shown = useSyncExternalStore(
        (listener) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        () => toasts,
    );
    return (
        <div className={styles.toasts} role="status" aria-live="polite">
            {shown.map(({ id, tone, text }) => (
                <div key={id} className={`${styles.toast} ${styles[tone]}`}>
                    {text}
                </div>
            ))}
        </div>
    );
}
