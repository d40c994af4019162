import { words } from "../../i18n/text";

export const texts = words(
  {
    title: "Relations of {name}",
    none: "No object is related to this one.",
    this: "this object",
    more: "{n} more",
    owns: "owns",
    selects: "selects",
    uses: "uses",
    runsOn: "runs on",
    leadsTo: "leads to",
    scales: "scales",
    legend: "Owners and what leads to the object are on the left; what it makes, uses and runs on is on the right.",
  },
  {
    title: "{name} の関連",
    none: "関連するオブジェクトはありません。",
    this: "このオブジェクト",
    more: "ほか {n} 件",
    owns: "所有",
    selects: "選択",
    uses: "使用",
    runsOn: "実行ノード",
    leadsTo: "転送",
    scales: "スケール",
    legend: "左は所有者とこのオブジェクトに至るもの、右はこのオブジェクトが作るもの、使うもの、動く場所です。",
  },
);
