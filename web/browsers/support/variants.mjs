import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const harness = fileURLToPath(new URL("../harness", import.meta.url));
const pace = fileURLToPath(new URL("../../client/src/connection/sending-pace.ts", import.meta.url));

const KiB = 1024;
const MiB = 1024 * KiB;

/** What is measured: a name, and what is other than in the module of the library. */
export const variants = [
  { name: "as it is, again", values: {} },
  { name: "chunks of 64 KiB", values: { chunkBytes: 64 * KiB } },
  { name: "chunks of 64 KiB, 32 under way", values: { chunkBytes: 64 * KiB, mostChunksUnderWay: 32 } },
  { name: "chunks of 128 KiB", values: { chunkBytes: 128 * KiB } },
  { name: "2 chunks under way", values: { mostChunksUnderWay: 2 } },
  { name: "16 chunks under way", values: { mostChunksUnderWay: 16 } },
  { name: "256 KiB in the socket", values: { mostBufferedBytes: 256 * KiB } },
  { name: "1 MiB in the socket", values: { mostBufferedBytes: MiB } },
  { name: "8 MiB in the socket", values: { mostBufferedBytes: 8 * MiB } },
];

/**
 * Builds the harness with other values in the place of those in the library's sending-pace.ts, so that nothing of this is in
 * what is published.
 */
export async function buildVariant(folder, values) {
  let isReplaced = false;
  const replacement = {
    name: "sending-pace",
    transform: (source, id) => {
      if (path.normalize(id) !== pace) {
        return undefined;
      }

      isReplaced = true;
      return Object.entries(values).reduce(replaceConstant, source);
    },
  };
  await build({
    root: harness,
    configFile: path.join(harness, "vite.config.ts"),
    logLevel: "warn",
    plugins: [replacement],
    worker: { plugins: () => [replacement] },
    build: { outDir: folder, emptyOutDir: true },
  });
  if (!isReplaced) {
    throw new Error("The library does not use sending-pace.ts any more.");
  }
}

function replaceConstant(source, [name, value]) {
  const replaced = source.replace(new RegExp(`(export const ${name}\\b[^=]*=)[^;]*;`), `$1 ${value};`);
  if (replaced === source) {
    throw new Error(`sending-pace.ts has no ${name}.`);
  }

  return replaced;
}
