import { joinBytes } from "./bytes.js";
import { confirmationData, type HandshakeContext, transcriptOf } from "./handshake-context.js";
import type { HandshakeError } from "./handshake-error.js";
import { checkStep, composeStep, handshakeStep, partiesOf, shareEnd, stepPrefixBytes } from "./handshake-step.js";
import { encapsulate } from "./key-encapsulation.js";
import { payloadKind } from "./payload-kind.js";
import { type Randomness, systemRandomness } from "./randomness.js";
import { isSameSecret, wipe } from "./secret-bytes.js";
import { SessionKeys } from "./session-keys.js";
import { passwordToScalar, Spake2, type Spake2Keys } from "./spake2.js";

/** What comes of a host's first step. */
export type GuestAnswer =
  | { readonly error?: undefined; readonly step2: Uint8Array }
  | { readonly error: HandshakeError; readonly step2?: undefined };

/** What comes of a host's confirmation. */
export type GuestResult =
  | { readonly error?: undefined; readonly keys: SessionKeys }
  | { readonly error: HandshakeError; readonly keys?: undefined };

interface Run {
  readonly step1: Uint8Array;
  readonly step2: Uint8Array;
  readonly secrets: Spake2Keys;
  readonly kemSecret: Uint8Array;
}

/** The payload that asks the host to begin again (step 0). */
export function guestAgain(): Uint8Array {
  return composeStep(handshakeStep.again);
}

/** Whether a payload is a host's first step: it begins a new run, whatever came before. */
export function isStep1(payload: Uint8Array): boolean {
  return payload[0] === payloadKind.handshake && payload[1] === handshakeStep.hostShare;
}

/** The guest's end of one run of the handshake (docs/sealed-protocol.md section 3). */
export class GuestHandshake {
  readonly #context: HandshakeContext;
  readonly #password: Uint8Array;
  readonly #randomness: Randomness;
  #run: Run | undefined;

  /**
   * Waits for the host's first payload.
   * @param password The secret; not copied.
   */
  constructor(context: HandshakeContext, password: Uint8Array, randomness: Randomness = systemRandomness) {
    this.#context = context;
    this.#password = password;
    this.#randomness = randomness;
  }

  /**
   * Takes the host's first payload; a new one replaces an unfinished run.
   * @param payload Step 1, not trusted.
   */
  begin(payload: Uint8Array): GuestAnswer {
    this.#forget();
    const error = checkStep(payload, handshakeStep.hostShare);
    if (error !== undefined) {
      return { error };
    }

    const step1 = payload.slice();
    const encapsulated = encapsulate(step1.subarray(shareEnd), this.#randomness);
    if (encapsulated === undefined) {
      return { error: "malformed" };
    }

    const spake = new Spake2(partiesOf(false), passwordToScalar(this.#password), this.#randomness);
    const unconfirmed = composeStep(handshakeStep.guestShare, spake.share, encapsulated.ciphertext);
    const secrets = spake.finish(step1.subarray(stepPrefixBytes, shareEnd), confirmationData(this.#context, step1, unconfirmed));
    if (secrets === undefined) {
      return { error: "malformed" };
    }

    const step2 = joinBytes(unconfirmed, secrets.confirmationB);
    this.#run = { step1, step2, secrets, kemSecret: encapsulated.secret };
    return { step2 };
  }

  /**
   * The keys that this run yields if the host confirms it, known since step 2 was sent. Good for one thing before step 3 has
   * come: to find the host's room again (section 3). Undefined when no step 2 was sent.
   */
  expect(): SessionKeys | undefined {
    return this.#run && this.#keysOf(this.#run, composeStep(handshakeStep.hostConfirmation, this.#run.secrets.confirmationA));
  }

  /**
   * Takes the host's confirmation.
   * @param payload Step 3, not trusted.
   */
  finish(payload: Uint8Array): GuestResult {
    const error = checkStep(payload, handshakeStep.hostConfirmation);
    const run = this.#run;
    if (error !== undefined || run === undefined) {
      return { error: error ?? "malformed" };
    }

    if (!isSameSecret(run.secrets.confirmationA, payload.subarray(stepPrefixBytes))) {
      return { error: "wrongSecret" };
    }

    const keys = this.#keysOf(run, payload);
    this.#forget();
    return { keys };
  }

  #keysOf({ step1, step2, secrets, kemSecret }: Run, step3: Uint8Array): SessionKeys {
    return SessionKeys.of(secrets.sharedKey, kemSecret, transcriptOf(this.#context, step1, step2, step3));
  }

  #forget(): void {
    if (this.#run !== undefined) {
      wipe(this.#run.secrets.sharedKey, this.#run.kemSecret);
      this.#run = undefined;
    }
  }
}
