import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type UserConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The page's own rules. A relay may be named by a code or a link, so any https address can be connected to; everything else comes
 * from the page's own server. A server that sends headers repeats and narrows them (README.md).
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "connect-src 'self' blob: https: wss: http://localhost:* ws://localhost:* http://127.0.0.1:* ws://127.0.0.1:*",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

/** Writes the policy into the built page; the development server needs inline styles. */
function policy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: contentSecurityPolicy }, injectTo: "head-prepend" },
    ],
  };
}

/** Builds the service worker as one classic script with a stable name, with the names of the files that make the page open offline. */
function serviceWorker(): Plugin {
  const shell: string[] = [];
  return {
    name: "service-worker",
    apply: "build",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        const isEntry = file.type === "chunk" && file.isEntry;
        if (isEntry) shell.push(...[file.fileName, ...file.imports]);
        if (file.fileName.endsWith(".css")) shell.push(file.fileName);
      }
      shell.push(...readdirSync(here("public")).filter((name) => /\.(svg|webmanifest)$/.test(name)));
    },
    async closeBundle() {
      await build({
        configFile: false,
        publicDir: false,
        logLevel: "warn",
        define: { SHELL_FILES: JSON.stringify([...new Set(shell)].sort()) },
        build: {
          outDir: here("dist"),
          emptyOutDir: false,
          target: "es2022",
          rolldownOptions: {
            input: here("src/service-worker/service-worker.ts"),
            output: { format: "iife", entryFileNames: "service-worker.js" },
          },
        },
      });
    },
  };
}

/** Mode `states`: the page over a scripted client, for development and screenshots. Never part of what is published. */
function config({ mode }: { readonly mode: string }): UserConfig {
  const isStates = mode === "states";
  return {
    base: "./",
    root: isStates ? here("dev") : here("."),
    publicDir: here("public"),
    resolve: { alias: { sharencrypt: here("../client/src/index.ts") } },
    plugins: isStates ? [policy()] : [policy(), serviceWorker()],
    worker: { format: "es" },
    build: { target: "es2022", outDir: here("dist"), emptyOutDir: true, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
    test: { root: here("."), include: ["test/**/*.test.ts"], environment: "node" },
  } as UserConfig;
}

// Vite reads its configuration from the default export.
// biome-ignore lint/style/noDefaultExport: the tool asks for it
export default config;
