import { describe, expect, it } from "vitest";
import { createManifest, type Manifest } from "../../src/transfer/manifest.js";
import { type ChunkVerdict, ReceiveMachine } from "../../src/transfer/receive-machine.js";
import type { ItemKind } from "../../src/transfer/transfer-item.js";
import type { TransferKind } from "../../src/transfer/transfer-kind.js";
import { memberNames, readVectors } from "./vectors.js";

interface Step {
  readonly do: "stream" | "chunk" | "written" | "failed" | "continue";
  readonly epoch?: number;
  readonly index?: number;
  readonly continues?: number;
  readonly length?: number;
  readonly final?: boolean;
  readonly item?: number;
  readonly now?: number;
  readonly waiting?: number;
  readonly ok?: boolean;
  readonly verdict?: ChunkVerdict;
  readonly report?: boolean;
  readonly then?: { nextIndex: number; received: number; written: number; limit: number; hasFinal: boolean };
}

interface Script {
  readonly name: string;
  readonly kind: TransferKind;
  readonly chunkBytes: number;
  readonly bytes?: number | null;
  readonly items: readonly { kind: ItemKind; size?: number }[];
  readonly from?: { index: number; position: number };
  readonly steps: readonly Step[];
}

const { receive } = readVectors<{ receive: readonly Script[] }>("transfer.json");

function manifestOf({ kind, items, bytes }: Script): Manifest | undefined {
  if (kind !== "files") {
    return undefined;
  }

  const list = items.map((item, number) => ({ path: `item ${number}`, size: 0, modified: undefined, isExecutable: false, ...item }));
  const { manifest } = createManifest(list, "unix");
  expect(manifest?.totalBytes).toBe(bytes);
  return manifest;
}

function run(
  machine: ReceiveMachine,
  manifest: Manifest | undefined,
  step: Step,
): { ok?: boolean; verdict?: ChunkVerdict; report?: boolean } {
  const { epoch = -1, index = -1, now = 0, continues = -1, length = -1, final: isFinal = false } = step;
  switch (step.do) {
    case "stream":
      return { ok: machine.onStream(epoch, index, continues, manifest, now) };
    case "chunk": {
      const verdict = machine.judge({ transfer: 0, epoch, index: BigInt(index), isFinal }, length);
      if (verdict === "take") {
        machine.taken(length, isFinal);
      }

      return { verdict };
    }
    case "written":
      return { report: machine.onWritten(length, step.waiting ?? 0, now) };
    case "failed":
      return { ok: manifest?.fail(step.item ?? -1) ?? false };
    case "continue":
      machine.continue(now);
      return {};
  }
}

describe("receiver", () => {
  it("has vectors", () => expect(receive.length).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames(receive)).toEqual(["bytes", "chunkBytes", "from", "items", "kind", "name", "steps"]);
    expect(memberNames(receive.flatMap(({ steps }) => steps))).toEqual([
      "continues",
      "do",
      "epoch",
      "final",
      "index",
      "item",
      "length",
      "now",
      "ok",
      "report",
      "then",
      "verdict",
      "waiting",
    ]);
    expect(memberNames(receive.flatMap(({ steps }) => steps.flatMap(({ then }) => then ?? [])))).toEqual([
      "hasFinal",
      "limit",
      "nextIndex",
      "received",
      "written",
    ]);
  });

  it.each(receive)("$name", (script) => {
    const { kind, chunkBytes, items, bytes, from } = script;
    const manifest = manifestOf(script);
    const machine = new ReceiveMachine(
      { kind, chunkBytes, items: items.length, bytes: bytes ?? undefined },
      0,
      from?.index,
      from?.position,
    );
    for (const [place, step] of script.steps.entries()) {
      const { ok, verdict, report } = run(machine, manifest, step);
      expect([ok, verdict, report], `step ${place}`).toEqual([step.ok, step.verdict, step.report]);
      if (step.then !== undefined) {
        const { nextIndex, received, written, limit, hasFinal } = machine;
        expect({ nextIndex, received, written, limit, hasFinal }, `step ${place}`).toEqual(step.then);
      }
    }
  });
});
