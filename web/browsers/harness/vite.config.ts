import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// Vite reads its configuration from the default export.
// biome-ignore lint/style/noDefaultExport: the tool asks for it
export default defineConfig({
  base: "./",
  resolve: { alias: { sharencrypt: fileURLToPath(new URL("../../client/src/index.ts", import.meta.url)) } },
  worker: { format: "es" },
  build: { target: "es2022", modulePreload: { polyfill: false } },
});
