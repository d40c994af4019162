/** Long lists of which only what is in view is in the document; called as @tanstack/react-virtual is, for a seventh of it. */
import { useLayoutEffect, useReducer, useState } from "react";

type Key = string | number;

interface Options {
  count: number;
  getScrollElement: () => HTMLElement | null;
  /** The height of what has not been measured: the same for all. */
  estimateSize: () => number;
  getItemKey: (index: number) => Key;
  /** How many are there above and below those in view. */
  overscan: number;
  /** How far below the top of what scrolls the list begins. */
  scrollMargin?: number;
  /** How much of the view something lies on, at the top. */
  scrollPaddingStart?: number;
}

export interface Item {
  key: Key;
  index: number;
  /** From the top of what scrolls, in pixels. */
  start: number;
}

/** Where things stand that are one below another: of the same height, but for some. */
export class Stack {
  /** Where each begins; null while all are of the same height. */
  private readonly starts: number[] | null;

  constructor(
    readonly count: number,
    private readonly usual: number,
    sizes: ReadonlyMap<Key, number>,
    keyOf: (index: number) => Key,
  ) {
    this.starts = sizes.size === 0 ? null : [0];
    for (let index = 0; this.starts && index < count; index++) {
      this.starts.push(this.starts[index]! + (sizes.get(keyOf(index)) ?? usual));
    }
  }

  /** Of the one after the last: where all of them end. */
  startOf(index: number): number {
    return this.starts ? this.starts[index]! : index * this.usual;
  }

  /** The index of what is there, or of the nearest. */
  at(offset: number): number {
    let [low, high] = [0, Math.max(0, this.count - 1)];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

class Virtualizer {
  private readonly sizes = new Map<Key, number>();
  private options!: Options;
  private stack!: Stack;
  private element: HTMLElement | null = null;
  private range = { first: 0, last: -1 };
  /** How far what is in view was moved since it was drawn. */
  private moved = 0;
  private readonly observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (!target.isConnected) this.observer.unobserve(target);
      else if (target === this.element) this.look();
      else this.measureElement(target as HTMLElement);
    }
  });

  constructor(private readonly draw: () => void) {}

  /** What is to be shown now; while it is drawn. */
  take(options: Options) {
    const { count, estimateSize, getItemKey } = options;
    this.options = options;
    this.stack = new Stack(count, estimateSize(), this.sizes, getItemKey);
    this.range = this.seen();
    this.moved = 0;
  }

  /** Follows what scrolls, until the function that is given back is called. */
  follow(): () => void {
    const element = this.options.getScrollElement();
    this.element = element;
    element?.addEventListener("scroll", this.look, { passive: true });
    if (element) this.observer.observe(element);
    this.look();
    return () => {
      element?.removeEventListener("scroll", this.look);
      this.observer.disconnect();
    };
  }

  getVirtualItems(): Item[] {
    const { first, last } = this.range;
    const { getItemKey } = this.options;
    return Array.from({ length: last - first + 1 }, (_, at) => {
      const index = first + at;
      return { key: getItemKey(index), index, start: this.startOf(index) };
    });
  }

  getTotalSize = () => this.stack.startOf(this.stack.count);

  /** Forgets the heights. */
  measure = () => {
    this.sizes.clear();
    this.draw();
  };

  /** For `ref` of elements with `data-index` that are not of the usual height. */
  measureElement = (element: HTMLElement | null) => {
    const index = Number(element?.dataset.index);
    if (!element || !(index < this.options.count)) return;
    this.observer.observe(element);
    const key = this.options.getItemKey(index);
    const before = this.sizes.get(key) ?? this.options.estimateSize();
    if (element.offsetHeight === before) return;
    this.sizes.set(key, element.offsetHeight);
    // What is looked at stays where it is.
    if (this.element && this.startOf(index) < this.element.scrollTop - this.moved) {
      this.element.scrollTop += element.offsetHeight - before;
      this.moved += element.offsetHeight - before;
    }
    this.draw();
  };

  scrollToIndex(index: number, { align = "auto" }: { align?: "auto" | "center" } = {}, again = true) {
    const { element } = this;
    if (!element) return;
    const { scrollPaddingStart = 0 } = this.options;
    const [start, end] = [this.startOf(index), this.startOf(index + 1)];
    const { scrollTop, clientHeight } = element;
    if (align === "center") element.scrollTop = (start + end - clientHeight) / 2;
    else if (start < scrollTop + scrollPaddingStart) element.scrollTop = start - scrollPaddingStart;
    else if (end > scrollTop + clientHeight) element.scrollTop = end - clientHeight;
    // What comes into view may be of another height than was thought.
    if (again && this.sizes.size > 0) requestAnimationFrame(() => this.scrollToIndex(index, { align }, false));
  }

  private startOf(index: number): number {
    return this.stack.startOf(index) + (this.options.scrollMargin ?? 0);
  }

  private seen() {
    const { count, overscan, scrollMargin = 0 } = this.options;
    if (!this.element || count === 0) return { first: 0, last: -1 };
    const { scrollTop, clientHeight } = this.element;
    const first = this.stack.at(scrollTop - scrollMargin) - overscan;
    const last = this.stack.at(scrollTop - scrollMargin + clientHeight) + overscan;
    return { first: Math.max(0, first), last: Math.min(count - 1, last) };
  }

  private look = () => {
    const { first, last } = this.seen();
    if (first !== this.range.first || last !== this.range.last) this.draw();
  };
}

export function useVirtualizer(options: Options): Virtualizer {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [virtualizer] = useState(() => new Virtualizer(() => draw()));
  virtualizer.take(options);
  useLayoutEffect(() => virtualizer.follow(), [virtualizer]);
  return virtualizer;
}
