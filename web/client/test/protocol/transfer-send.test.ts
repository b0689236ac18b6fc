import { describe, expect, it } from "vitest";
import { SendMachine, type SendState } from "../../src/transfer/send-machine.js";
import type { TransferKind } from "../../src/transfer/transfer-kind.js";
import { memberNames, readVectors } from "./vectors.js";

interface Step {
  readonly do: "accept" | "progress" | "continue" | "complete" | "skip" | "failed" | "loseSync" | "end" | "next";
  readonly index?: number;
  readonly limit?: number;
  readonly position?: number;
  readonly written?: number;
  readonly end?: number;
  readonly cut?: { length: number; final: boolean };
  readonly ok?: boolean;
  readonly sends?: unknown;
  readonly then?: { state: SendState; written?: number };
}

interface Script {
  readonly name: string;
  readonly kind: TransferKind;
  readonly chunkBytes: number;
  readonly bytes?: number | null;
  readonly offeredAgain?: boolean;
  readonly steps: readonly Step[];
}

const { send } = readVectors<{ send: readonly Script[] }>("transfer.json");

function run(machine: SendMachine, step: Step): { ok?: boolean; sends?: unknown } {
  const { index = -1, limit = -1, written = -1 } = step;
  switch (step.do) {
    case "accept":
      return { ok: machine.onAccept(index, limit, step.position) };
    case "progress":
      return { ok: machine.onProgress(written, limit) };
    case "continue":
      return { ok: machine.onContinue(index, limit, step.position ?? machine.positionOf(index)) };
    case "complete":
      return { ok: machine.onComplete() };
    case "skip":
      return { ok: machine.trySkip(step.end ?? -1) };
    case "failed":
      machine.beginEpoch();
      return {};
    case "loseSync":
      machine.loseSync();
      return {};
    case "end":
      machine.end();
      return {};
    case "next":
      return { sends: next(machine, step) };
  }
}

function next(machine: SendMachine, { cut }: Step): unknown {
  const stream = machine.tryBegin();
  if (stream !== undefined) {
    return { stream };
  }

  const plan = machine.tryPlan();
  if (plan === undefined) {
    return {};
  }

  const { epoch, index, position } = plan;
  const { length, final } = cut ?? { length: plan.length, final: plan.isFinal };
  expect(machine.trySend(plan, length, final)).toBe(true);
  expect(machine.trySend(plan, length, final)).toBe(false);
  return { chunk: { epoch, index, position, length, final } };
}

describe("sender", () => {
  it("has vectors", () => expect(send.length).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames(send)).toEqual(["bytes", "chunkBytes", "kind", "name", "offeredAgain", "steps"]);
    expect(memberNames(send.flatMap(({ steps }) => steps))).toEqual([
      "cut",
      "do",
      "end",
      "index",
      "limit",
      "ok",
      "position",
      "sends",
      "then",
      "written",
    ]);
    expect(memberNames(send.flatMap(({ steps }) => steps.flatMap(({ then }) => then ?? [])))).toEqual(["state", "written"]);
  });

  it.each(send)("$name", ({ kind, chunkBytes, bytes, offeredAgain, steps }) => {
    const machine = new SendMachine(kind, chunkBytes, bytes ?? undefined, offeredAgain);
    for (const [place, step] of steps.entries()) {
      const { ok, sends } = run(machine, step);
      expect(ok, `step ${place}`).toBe(step.ok);
      expect(sends, `step ${place}`).toEqual(step.sends);
      if (step.then !== undefined) {
        expect(machine.state, `step ${place}`).toBe(step.then.state);
        expect(machine.written, `step ${place}`).toBe(step.then.written ?? machine.written);
      }
    }
  });
});
