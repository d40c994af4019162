import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// While the page is worked on: where a server of the dashboard listens.
const server = process.env.DASHBOARD ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  build: { target: "es2023", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(["/api", "/open"].map((path) => [path, { target: server, ws: true }])),
  },
});
