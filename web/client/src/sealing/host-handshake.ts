import { confirmationData, type HandshakeContext, transcriptOf } from "./handshake-context.js";
import type { HandshakeError } from "./handshake-error.js";
import { checkStep, composeStep, handshakeStep, partiesOf, shareEnd, step2UnconfirmedBytes, stepPrefixBytes } from "./handshake-step.js";
import { KeyEncapsulation } from "./key-encapsulation.js";
import { type Randomness, systemRandomness } from "./randomness.js";
import { isSameSecret, wipe } from "./secret-bytes.js";
import { SessionKeys } from "./session-keys.js";
import { passwordToScalar, Spake2 } from "./spake2.js";

/** What comes of a guest's answer: on error nothing is revealed. */
export type HostResult =
  | { readonly error?: undefined; readonly step3: Uint8Array; readonly keys: SessionKeys }
  | { readonly error: HandshakeError; readonly step3?: undefined; readonly keys?: undefined };

/** Whether a payload is the guest's request to begin again (step 0). */
export function isAgain(payload: Uint8Array): boolean {
  return checkStep(payload, handshakeStep.again) === undefined;
}

/** The host's end of one run of the handshake (docs/sealed-protocol.md section 3). It reveals nothing to a wrong guess. */
export class HostHandshake {
  /** The first payload, to send to the guest. */
  readonly step1: Uint8Array;
  readonly #context: HandshakeContext;
  readonly #spake: Spake2;
  readonly #kem: KeyEncapsulation;
  #isOver = false;

  /**
   * Begins a run with fresh keys.
   * @param password The secret; not kept.
   */
  constructor(context: HandshakeContext, password: Uint8Array, randomness: Randomness = systemRandomness) {
    this.#context = context;
    this.#spake = new Spake2(partiesOf(true), passwordToScalar(password), randomness);
    this.#kem = new KeyEncapsulation(randomness);
    this.step1 = composeStep(handshakeStep.hostShare, this.#spake.share, this.#kem.encapsulationKey);
  }

  /**
   * Takes the guest's answer. An error does not end the run: the answer may belong to another one. Whoever tries one answer
   * with several runs counts it as one guess.
   * @param payload Step 2, not trusted.
   * @throws TypeError when the run has succeeded before.
   */
  finish(payload: Uint8Array): HostResult {
    if (this.#isOver) {
      throw new TypeError("finish: this run is over.");
    }

    const error = checkStep(payload, handshakeStep.guestShare);
    if (error !== undefined) {
      return { error };
    }

    const unconfirmed = payload.subarray(0, step2UnconfirmedBytes);
    const share = unconfirmed.subarray(stepPrefixBytes, shareEnd);
    const secrets = this.#spake.finish(share, confirmationData(this.#context, this.step1, unconfirmed));
    if (secrets === undefined) {
      return { error: "malformed" };
    }

    if (!isSameSecret(secrets.confirmationB, payload.subarray(step2UnconfirmedBytes))) {
      return { error: "wrongSecret" };
    }

    const step3 = composeStep(handshakeStep.hostConfirmation, secrets.confirmationA);
    const kemSecret = this.#kem.open(unconfirmed.subarray(shareEnd));
    const keys = SessionKeys.of(secrets.sharedKey, kemSecret, transcriptOf(this.#context, this.step1, payload, step3));
    wipe(kemSecret, secrets.sharedKey);
    this.#isOver = true;
    return { step3, keys };
  }
}
