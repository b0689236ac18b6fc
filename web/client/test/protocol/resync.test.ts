import { describe, expect, it } from "vitest";
import { asciiBytes } from "../../src/sealing/bytes.js";
import { ChannelMachine, type ChannelVerdict } from "../../src/sealing/channel-machine.js";
import type { ResyncState } from "../../src/sealing/resync-state.js";
import { memberNames, readVectors } from "./vectors.js";

interface WireResync {
  readonly generation: number | string;
  readonly seen: number | string;
  readonly expected: number | string;
}

interface Output {
  readonly message?: number;
  readonly resync?: WireResync;
}

interface Step {
  readonly do: "say" | "event" | "message" | "resync";
  readonly number?: number;
  readonly received?: number;
  readonly resync?: WireResync;
  readonly verdict?: ChannelVerdict;
  readonly sends?: readonly Output[];
  readonly backInSync?: boolean;
  readonly state?: { inSync: boolean; next: number; expected: number; unconfirmed: readonly number[]; owesAck: boolean; hasRoom: boolean };
}

interface Outcome {
  readonly verdict?: ChannelVerdict | undefined;
  readonly sends: readonly Output[];
  readonly backInSync?: boolean;
}

const { scripts } = readVectors<{ scripts: readonly { name: string; steps: readonly Step[] }[] }>("resync.json");

const numberOf = (message: Uint8Array) => Number(String.fromCharCode(...message));
const outputOf = ({ generation, seen, expected }: ResyncState): Output => ({
  resync: { generation: Number(generation), seen: Number(seen), expected: Number(expected) },
});

function run(machine: ChannelMachine, step: Step): Outcome {
  switch (step.do) {
    case "say": {
      const number = Number(machine.nextNumber);
      machine.keep(asciiBytes(`${number}`));
      return { sends: machine.isInSync ? [{ message: number }] : [] };
    }
    case "event":
      return { sends: [outputOf(machine.loseSync())] };
    case "message": {
      const verdict = machine.judge(BigInt(step.number ?? -1));
      return { verdict: verdict === "take" ? machine.taken(BigInt(step.received ?? -1)) : verdict, sends: [] };
    }
    case "resync": {
      const { generation = -1, seen = -1, expected = -1 } = step.resync ?? {};
      const state = { generation: BigInt(generation), seen: BigInt(seen), expected: BigInt(expected) };
      const { verdict, answer, isBackInSync } = machine.onResync(BigInt(step.number ?? -1), state);
      const again = isBackInSync ? machine.unconfirmed.map((message) => ({ message: numberOf(message) })) : [];
      return { verdict, sends: [...(answer === undefined ? [] : [outputOf(answer)]), ...again], backInSync: isBackInSync };
    }
  }
}

describe("resync", () => {
  it("has vectors", () => expect(scripts.length).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames(scripts)).toEqual(["name", "steps"]);
    expect(memberNames(scripts.flatMap(({ steps }) => steps))).toEqual([
      "backInSync",
      "do",
      "number",
      "received",
      "resync",
      "sends",
      "state",
      "verdict",
    ]);
    expect(memberNames(scripts.flatMap(({ steps }) => steps.flatMap(({ state }) => state ?? [])))).toEqual([
      "expected",
      "hasRoom",
      "inSync",
      "next",
      "owesAck",
      "unconfirmed",
    ]);
  });

  it.each(scripts)("$name", ({ steps }) => {
    const machine = new ChannelMachine();
    for (const [place, step] of steps.entries()) {
      const { verdict, sends, backInSync } = run(machine, step);
      expect(verdict, `step ${place}`).toBe(step.verdict);
      expect(sends, `step ${place}`).toEqual(step.sends ?? []);
      expect(backInSync ?? false, `step ${place}`).toBe(step.backInSync ?? false);
      if (step.state !== undefined) {
        const state = {
          inSync: machine.isInSync,
          next: Number(machine.nextNumber),
          expected: Number(machine.expected),
          unconfirmed: machine.unconfirmed.map(numberOf),
          owesAck: machine.owesAck,
          hasRoom: machine.hasRoom,
        };
        expect(state, `step ${place}`).toEqual(step.state);
        expect(Number(machine.confirmed)).toBe(step.state.next - step.state.unconfirmed.length);
      }
    }
  });
});
