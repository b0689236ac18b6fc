import { GuestHandshake, isStep1 } from "../sealing/guest-handshake.js";
import type { HandshakeContext } from "../sealing/handshake-context.js";
import type { HandshakeError } from "../sealing/handshake-error.js";
import { HostHandshake, isAgain } from "../sealing/host-handshake.js";
import type { Role } from "../sealing/role.js";
import type { SessionKeys } from "../sealing/session-keys.js";

const mostRuns = 4;

/** What came of a payload during the handshake. */
export interface HandshakeResult {
  /** What to send back. */
  readonly reply?: Uint8Array;

  /** The session's keys when it is done. */
  readonly keys?: SessionKeys;

  /** Why it failed. */
  readonly error?: HandshakeError;
}

/**
 * Either end of the handshake with one peer, run after run. When a connection is lost, steps of two runs can cross: both
 * ends keep the last few runs. A host finishes every run that is answered; for a guest only the newest counts that it has
 * answered, so that both come to the same channel. A payload still is one guess only.
 */
export interface Handshake {
  /** Begins a new run. Returns what to send, or undefined when the other side begins. */
  begin(): Uint8Array | undefined;

  /** Takes a payload of kind handshake. */
  take(payload: Uint8Array): HandshakeResult;

  /** The keys that the newest run will yield if the other side confirms it; undefined when unknown. */
  expect(): SessionKeys | undefined;

  /** Forgets all runs. */
  forget(): void;
}

/** The end of a role. */
export function handshakeOf(role: Role, context: HandshakeContext, password: Uint8Array): Handshake {
  return role === "host" ? new HostEnd(context, password) : new GuestEnd(context, password);
}

class HostEnd implements Handshake {
  readonly #context: HandshakeContext;
  readonly #password: Uint8Array;
  #runs: HostHandshake[] = []; // The oldest first.

  constructor(context: HandshakeContext, password: Uint8Array) {
    this.#context = context;
    this.#password = password;
  }

  begin(): Uint8Array {
    const run = new HostHandshake(this.#context, this.#password);
    this.#runs = [...this.#runs.slice(-(mostRuns - 1)), run];
    return run.step1;
  }

  take(payload: Uint8Array): HandshakeResult {
    if (isAgain(payload)) {
      return { reply: this.begin() };
    }

    let error: HandshakeError | undefined;
    for (const [place, run] of this.#runs.entries()) {
      const result = run.finish(payload);
      if (result.error === undefined) {
        this.#runs = this.#runs.slice(place + 1); // What was begun later is under way to the guest, who will answer it.
        return { reply: result.step3, keys: result.keys };
      }

      error = result.error;
    }

    return error === undefined ? {} : { error };
  }

  expect(): undefined {
    return undefined;
  }

  forget(): void {
    this.#runs = [];
  }
}

class GuestEnd implements Handshake {
  readonly #context: HandshakeContext;
  readonly #password: Uint8Array;
  #runs: GuestHandshake[] = []; // The oldest first.

  constructor(context: HandshakeContext, password: Uint8Array) {
    this.#context = context;
    this.#password = password;
  }

  begin(): undefined {
    return undefined;
  }

  expect(): SessionKeys | undefined {
    return this.#runs.at(-1)?.expect();
  }

  take(payload: Uint8Array): HandshakeResult {
    if (isStep1(payload)) {
      return this.#answer(payload);
    }

    let error: HandshakeError = "malformed";
    for (const [place, run] of this.#runs.entries()) {
      const result = run.finish(payload);
      if (result.error !== undefined) {
        error = result.error;
        continue;
      }

      // The host finishes what it began later, too, since that was answered: only the newest run counts.
      const isNewest = place === this.#runs.length - 1;
      this.#runs = this.#runs.slice(place + 1);
      return isNewest ? { keys: result.keys } : {};
    }

    return { error };
  }

  forget(): void {
    this.#runs = [];
  }

  #answer(step1: Uint8Array): HandshakeResult {
    const run = new GuestHandshake(this.#context, this.#password);
    const result = run.begin(step1);
    if (result.error !== undefined) {
      return { error: result.error };
    }

    this.#runs = [...this.#runs.slice(-(mostRuns - 1)), run];
    return { reply: result.step2 };
  }
}
