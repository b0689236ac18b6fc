import { defineConfig } from "vitest/config";

// biome-ignore lint/style/noDefaultExport: it is how Vitest finds its configuration.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 } });
