import { describe, expect, it } from "vitest";
import { toHex } from "../../src/sealing/bytes.js";
import { GuestHandshake, guestAgain, isStep1 } from "../../src/sealing/guest-handshake.js";
import { confirmationData, transcriptOf } from "../../src/sealing/handshake-context.js";
import { step2UnconfirmedBytes } from "../../src/sealing/handshake-step.js";
import { sha256 } from "../../src/sealing/hashing.js";
import { HostHandshake, isAgain } from "../../src/sealing/host-handshake.js";
import { resumptionPassword, resumptionRoom } from "../../src/sealing/key-schedule.js";
import { SessionKeys } from "../../src/sealing/session-keys.js";
import { passwordToScalar } from "../../src/sealing/spake2.js";
import { fromHex, known, memberNames, readVectors } from "./vectors.js";

type Member =
  | "password"
  | "x"
  | "y"
  | "kemSeed"
  | "kemRandomness"
  | "w"
  | "step1"
  | "step2"
  | "step3"
  | "confirmationData"
  | "ke"
  | "ss"
  | "transcriptHash"
  | "session"
  | "channelHostToGuest"
  | "channelGuestToHost"
  | "resyncHostToGuest"
  | "resyncGuestToHost"
  | "roomToken"
  | "verificationPhrase"
  | "resumptionSecret"
  | "resumptionRoom"
  | "resumptionPassword";

interface Run extends Readonly<Record<Member, string>> {
  readonly name: string;
  readonly room: string;
  readonly hostSlot: number;
  readonly guestSlot: number;
}

interface Refusal {
  readonly name: string;
  readonly run: string;
  readonly step: number;
  readonly error: string;
  readonly payload: string;
}

const { runs, refusals } = readVectors<{ runs: readonly Run[]; refusals: readonly Refusal[] }>("handshake.json");

const hostOf = (run: Run) => new HostHandshake(run, fromHex(run.password), known(fromHex(run.x), fromHex(run.kemSeed)));
const guestOf = (run: Run) => new GuestHandshake(run, fromHex(run.password), known(fromHex(run.kemRandomness), fromHex(run.y)));

function expectKeys(keys: SessionKeys | undefined, run: Run): void {
  expect(keys).toBeDefined();
  if (keys !== undefined) {
    expect(toHex(keys.channelKey("host"))).toBe(run.channelHostToGuest);
    expect(toHex(keys.channelKey("guest"))).toBe(run.channelGuestToHost);
    expect(toHex(keys.resyncKey("host"))).toBe(run.resyncHostToGuest);
    expect(toHex(keys.resyncKey("guest"))).toBe(run.resyncGuestToHost);
    expect(toHex(keys.roomToken)).toBe(run.roomToken);
    expect(keys.verificationPhrase).toBe(run.verificationPhrase);
    expect(toHex(keys.resumption)).toBe(run.resumptionSecret);
    expect(resumptionRoom(keys.resumption)).toBe(run.resumptionRoom);
    expect(toHex(resumptionPassword(keys.resumption))).toBe(run.resumptionPassword);
  }
}

describe("handshake", () => {
  it("has vectors", () => expect([runs.length > 0, refusals.length > 0]).toEqual([true, true]));

  it("knows every member of its vectors", () => {
    expect(memberNames(runs)).toEqual([
      "channelGuestToHost",
      "channelHostToGuest",
      "confirmationData",
      "guestSlot",
      "hostSlot",
      "ke",
      "kemRandomness",
      "kemSeed",
      "name",
      "password",
      "resumptionPassword",
      "resumptionRoom",
      "resumptionSecret",
      "resyncGuestToHost",
      "resyncHostToGuest",
      "room",
      "roomToken",
      "session",
      "ss",
      "step1",
      "step2",
      "step3",
      "transcriptHash",
      "verificationPhrase",
      "w",
      "x",
      "y",
    ]);
    expect(memberNames(refusals)).toEqual(["error", "name", "payload", "run", "step"]);
  });

  it.each(runs)("$name", (run) => {
    const [host, guest] = [hostOf(run), guestOf(run)];
    expect(toHex(passwordToScalar(fromHex(run.password)))).toBe(run.w);
    expect(toHex(host.step1)).toBe(run.step1);
    expect(isStep1(host.step1)).toBe(true);
    const step2 = guest.begin(host.step1).step2 ?? new Uint8Array();
    expect(toHex(step2)).toBe(run.step2);
    expectKeys(guest.expect(), run);
    const { step3 = new Uint8Array(), keys } = host.finish(step2);
    expect(toHex(step3)).toBe(run.step3);
    expectKeys(keys, run);
    expectKeys(guest.finish(step3).keys, run);
    expect(toHex(confirmationData(run, host.step1, step2.subarray(0, step2UnconfirmedBytes)))).toBe(run.confirmationData);
    const transcript = transcriptOf(run, host.step1, step2, step3);
    expect(toHex(sha256(transcript))).toBe(run.transcriptHash);
    expectKeys(SessionKeys.of(fromHex(run.ke), fromHex(run.ss), transcript), run);
    expectKeys(new SessionKeys(fromHex(run.session)), run);
  });

  it.each(refusals)("$name", ({ run: name, step, error, payload }) => {
    const run = runs.find((candidate) => candidate.name === name);
    if (run === undefined) {
      throw new Error(`There is no run ${name}.`);
    }

    const bytes = fromHex(payload);
    if (step === 2) {
      expect(hostOf(run).finish(bytes)).toEqual({ error });
      return;
    }

    const guest = guestOf(run);
    if (step === 3) {
      guest.begin(fromHex(run.step1));
    }

    expect(step === 1 ? guest.begin(bytes) : guest.finish(bytes)).toEqual({ error });
  });

  it("asks to begin again", () => {
    expect(toHex(guestAgain())).toBe("010001");
    expect(isAgain(guestAgain())).toBe(true);
    expect(isAgain(Uint8Array.of(1, 0, 1, 0))).toBe(false);
    expect(isStep1(guestAgain())).toBe(false);
  });

  it("with fresh chance leads both to the same keys, and a wrong password to none", () => {
    const context = { room: "4821", hostSlot: 0, guestSlot: 1 };
    const host = new HostHandshake(context, Uint8Array.of(1));
    const stranger = new GuestHandshake(context, Uint8Array.of(2));
    expect(host.finish(stranger.begin(host.step1).step2 ?? new Uint8Array())).toEqual({ error: "wrongSecret" });
    const guest = new GuestHandshake(context, Uint8Array.of(1));
    const { step3, keys } = host.finish(guest.begin(host.step1).step2 ?? new Uint8Array());
    expect(guest.finish(step3 ?? new Uint8Array()).keys?.verificationPhrase).toBe(keys?.verificationPhrase ?? "none");
  });
});

describe("a handshake that somebody changes on its way", () => {
  const context = { room: "4821", hostSlot: 0, guestSlot: 1 };
  const password = Uint8Array.of(1, 2, 3);
  const flipped = (payload: Uint8Array, place: number) => payload.map((byte, index) => (index === place ? byte ^ 1 : byte));

  // Every byte of what is short, and some of the long keys: a run takes milliseconds.
  const placesIn = (payload: Uint8Array) =>
    [...payload.keys()].filter((place) => place < 8 || place % 61 === 0 || place > payload.length - 4);

  it("is refused by the host, whichever byte of step 1 or 2 it was", () => {
    const host = new HostHandshake(context, password);
    const step2 = new GuestHandshake(context, password).begin(host.step1).step2 ?? new Uint8Array();
    for (const place of placesIn(step2)) {
      expect(host.finish(flipped(step2, place)).error, `step 2, byte ${place}`).toBeDefined();
    }

    for (const place of placesIn(host.step1)) {
      const answer = new GuestHandshake(context, password).begin(flipped(host.step1, place)).step2;
      expect(answer && host.finish(answer).keys, `step 1, byte ${place}`).toBeUndefined();
    }

    expect(host.finish(step2).error).toBeUndefined();
  });

  it("is refused by the guest, whichever byte of step 3 it was", () => {
    const [host, guest] = [new HostHandshake(context, password), new GuestHandshake(context, password)];
    const step3 = host.finish(guest.begin(host.step1).step2 ?? new Uint8Array()).step3 ?? new Uint8Array();
    expect([...step3.keys()].every((place) => guest.finish(flipped(step3, place)).error !== undefined)).toBe(true);
    expect(guest.finish(step3).error).toBeUndefined();
  });

  it.each([{ room: "4822" }, { hostSlot: 2 }, { guestSlot: 2 }])("leads nowhere in another place: %o", (other) => {
    const host = new HostHandshake(context, password);
    const guest = new GuestHandshake({ ...context, ...other }, password);
    expect(host.finish(guest.begin(host.step1).step2 ?? new Uint8Array()).error).toBe("wrongSecret");
  });
});
