import type { RoomEntry } from "../connection/room-entry.js";
import { roomNameOf } from "../relay/room-name.js";
import { roomTokenOf } from "../relay/room-token.js";
import type { HandshakeContext } from "../sealing/handshake-context.js";
import { resumptionPassword, resumptionRoom } from "../sealing/key-schedule.js";
import type { Role } from "../sealing/role.js";
import type { SessionKeys } from "../sealing/session-keys.js";
import { GuessCounter } from "./guess-counter.js";
import { type Handshake, type HandshakeResult, handshakeOf } from "./handshake.js";
import { contextOf, type MeetingSecrets } from "./meeting-secrets.js";

/**
 * How the two peers of a meeting prove themselves: first with the secret of the code, later, should one of them lose the
 * channel, with the long secret of that first handshake. Owner of both secrets and of the host's count of wrong guesses.
 */
export class Greeting {
  readonly #role: Role;
  readonly #password: Uint8Array | undefined;
  readonly #guesses = new GuessCounter();
  #handshake: Handshake | undefined;
  #context: HandshakeContext | undefined; // Of the handshake under the code.
  #secrets: MeetingSecrets | undefined;
  #isAgain = false;

  /** @param password Of the code; undefined for one who returns. */
  constructor(role: Role, password: Uint8Array | undefined) {
    this.#role = role;
    this.#password = password;
  }

  /** What to keep to meet again; undefined before the first handshake is done. */
  get secrets(): MeetingSecrets | undefined {
    return this.#secrets;
  }

  /** Whether the long secret is what is proven. */
  get isAgain(): boolean {
    return this.#isAgain;
  }

  get wrongGuesses(): number {
    return this.#guesses.count;
  }

  /**
   * Expects a peer that knows the code. In the same place it may be the one that was there before a connection was lost:
   * an answer of its own can be under way, and is no wrong guess.
   */
  expect(context: HandshakeContext): void {
    const isSame =
      this.#context?.room === context.room && this.#context.hostSlot === context.hostSlot && this.#context.guestSlot === context.guestSlot;
    if (this.#handshake !== undefined && isSame) {
      return;
    }

    if (this.#password === undefined) {
      throw new TypeError("Whoever returns has no code.");
    }

    this.#context = context;
    this.#handshake = handshakeOf(this.#role, context, this.#password);
  }

  /** From now on the long secret is what is proven. Without secrets: the other side has proven itself once. */
  expectAgain(secrets: MeetingSecrets | undefined = this.#secrets): void {
    this.#secrets = secrets;
    if (secrets === undefined || this.#isAgain) {
      return;
    }

    this.#isAgain = true;
    this.#handshake = handshakeOf(this.#role, contextOf(secrets), resumptionPassword(secrets.resumption));
  }

  /** Begins a new run; undefined when the other side begins. */
  begin(): Uint8Array | undefined {
    return this.#handshake?.begin();
  }

  /** Takes a payload of the other side. */
  take(payload: Uint8Array): HandshakeResult {
    return this.#handshake?.take(payload) ?? {};
  }

  /** Notes a wrong guess and forgets what was begun; false when there were too many. */
  addWrongGuess(): boolean {
    this.#handshake?.forget();
    return this.#guesses.add();
  }

  /** Keeps what the first handshake yields, also when it is not confirmed yet. */
  keep(entry: RoomEntry, keys: SessionKeys, ownSlot: number, peerSlot: number, isConfirmed: boolean): void {
    if (this.#isAgain) {
      return; // What the first handshake yielded stays.
    }

    const token = roomTokenOf(keys.roomToken);
    const room = roomNameOf(resumptionRoom(keys.resumption));
    this.#secrets = { role: this.#role, ownSlot, peerSlot, key: entry.key, token, resumption: keys.resumption, room };
    entry.know(room, token, isConfirmed);
  }

  /** Keeps what a guest can tell of a run that its host has not confirmed: enough to find the room again. */
  keepExpected(entry: RoomEntry, ownSlot: number, peerSlot: number): void {
    const keys = this.#handshake?.expect();
    if (keys !== undefined) {
      this.keep(entry, keys, ownSlot, peerSlot, false);
      keys.forget();
    }
  }
}
