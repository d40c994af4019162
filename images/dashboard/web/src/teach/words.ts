import { words } from "../i18n/text";

export const texts = words(
  {
    title: "What the fields mean",
    search: "Find a field…",
    searchLabel: "Find a field by its name or description",
    required: "required",
    default: "Default",
    enum: "One of",
    fields: "Fields",
    none: "The API server describes no such field.",
    noSchema: "The API server has no description of this kind.",
    loading: "Loading the API's description…",
    nothing: "No field is called that.",
    path: "Path of the field",
    inTerminal: "In a terminal:",
  },
  {
    title: "フィールドの意味",
    search: "フィールドを探す…",
    searchLabel: "名前か説明でフィールドを探す",
    required: "必須",
    default: "既定値",
    enum: "選択肢",
    fields: "フィールド",
    none: "API サーバーにこのフィールドの説明はありません。",
    noSchema: "API サーバーにこの種類の説明はありません。",
    loading: "API の説明を読み込み中…",
    nothing: "その名前のフィールドはありません。",
    path: "フィールドのパス",
    inTerminal: "ターミナルでは:",
  },
);
