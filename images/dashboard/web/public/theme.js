// Before the first paint, so that it has the colours that the user chose. The rest of it is src/app/theme.ts.
document.documentElement.dataset.theme =
    localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
