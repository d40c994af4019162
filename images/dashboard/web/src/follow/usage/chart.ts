/** Charts by uPlot. Loaded only where one is shown. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

export interface Data {
  times: number[];
  values: (number | null)[];
  /** Levels with a line of their own, by their words. */
  levels: { name: string; value: number }[];
  format: (value: number) => string;
  /** The axis goes up to here at least. */
  top: number;
}

export interface Chart {
  show: (data: Data) => void;
  close: () => void;
}

const HEIGHT = 150;

const style = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function openChart(element: HTMLElement, first: Data): Chart {
  let data = first;
  let plot = draw(element, data);
  const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
  observer.observe(element);
  return {
    show: (next) => {
      const same = JSON.stringify(next.levels) === JSON.stringify(data.levels);
      data = next;
      if (same) {
        plot.setData(table(data));
        return;
      }
      plot.destroy();
      plot = draw(element, data);
    },
    close: () => {
      observer.disconnect();
      plot.destroy();
    },
  };
}

const table = ({ times, values, levels }: Data): uPlot.AlignedData => [
  times,
  values,
  ...levels.map(({ value }) => times.map(() => value)),
];

function draw(element: HTMLElement, data: Data): uPlot {
  const { format, levels, top } = data;
  const axis = {
    stroke: style("--ink-faint"),
    font: `11px ${style("--sans")}`,
    grid: { stroke: style("--line"), width: 1 },
    ticks: { show: false },
  };
  const accent = style("--series-1");
  const options: uPlot.Options = {
    width: element.clientWidth || 300,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    scales: { y: { range: (_, __, most) => [0, Math.max(top, most * 1.15)] } },
    axes: [
      { ...axis, size: 26, grid: { show: false }, space: 76, values: (_, splits) => splits.map(clock) },
      {
        ...axis,
        size: 66,
        space: 34,
        incrs: STEPS[top > 1 ? "bytes" : "cores"],
        values: (_, splits) => splits.map(format),
      },
    ],
    series: [
      {},
      { stroke: accent, width: 2, fill: `color-mix(in srgb, ${accent} 14%, transparent)`, points: { show: false } },
      ...levels.map((_, at) => ({
        stroke: style(at === 0 ? "--good" : "--warn"),
        width: 1.5,
        dash: [6, 5],
        points: { show: false },
      })),
    ],
    plugins: [tip(format)],
  };
  return new uPlot(options, table(data), element);
}

/** Steps between lines of the grid, so that they are round in their unit. */
const STEPS = {
  bytes: Array.from({ length: 44 }, (_, power) => 2 ** power),
  cores: [0.001, 0.01, 0.1, 1, 10].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
};

/** With seconds where labels are less than a minute apart. */
function clock(seconds: number, _: number, all: number[]): string {
  const apart = (all[1] ?? 60) - (all[0] ?? 0);
  const second = apart < 60 ? ("2-digit" as const) : undefined;
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second, hour12: false });
}

/** The value under the pointer, in words. */
function tip(format: (value: number) => string): uPlot.Plugin {
  const label = document.createElement("div");
  label.style.cssText =
    "position:absolute;top:2px;right:6px;padding:1px 7px;border-radius:4px;pointer-events:none;font-size:12px;" +
    "background:var(--raised);border:1px solid var(--line);font-variant-numeric:tabular-nums";
  return {
    hooks: {
      ready: (plot) => void plot.over.append(label),
      setCursor: (plot) => {
        const at = plot.cursor.idx;
        const value = at == null ? null : plot.data[1]?.[at];
        label.hidden = at == null || value == null;
        if (at == null || value == null) return;
        const time = new Date((plot.data[0][at] ?? 0) * 1000).toLocaleTimeString([], { hour12: false });
        label.textContent = `${time} · ${format(value)}`;
      },
    },
  };
}
