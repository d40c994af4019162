import { words } from "../../i18n/text";

export const texts = words(
  {
    title: "Events",
    all: "All",
    warnings: "Warnings",
    filter: "Which events",
    none: "No events yet.",
    noWarnings: "No warnings.",
    warning: "Warning",
    times: "{n} times",
    left: "{n} older ones are not shown.",
  },
  {
    title: "イベント",
    all: "すべて",
    warnings: "警告",
    filter: "表示するイベント",
    none: "まだイベントはありません。",
    noWarnings: "警告はありません。",
    warning: "警告",
    times: "{n} 回",
    left: "これより古い {n} 件は表示していません。",
  },
);
