import type { MeetingSecrets } from "../channel/meeting-secrets.js";
import type { ClientControl } from "../relay/client-control.js";
import type { RelayControl } from "../relay/relay-control.js";
import { smallestCapacity } from "../relay/relay-limits.js";
import type { RoomName } from "../relay/room-name.js";
import type { RoomToken } from "../relay/room-token.js";
import { drawSlotKey, type SlotKey } from "../relay/slot-key.js";
import { ShareError } from "../share-error.js";
import { TransportLostError } from "./relay-transport.js";
import { delay } from "./waiting.js";

// How long a guest without a channel looks for a room that the relay has forgotten: its host may come back a little later.
const patienceMilliseconds = 60_000;

// Between the tries of a guest whose host may be starting at this moment: as many as a connection has.
const pausesForHostMilliseconds = [2, 12, 150, 1500];

type Entered = Extract<RelayControl, { type: "entered" }>;
type Refusal = Extract<RelayControl, { type: "error" }>;
type Member = { readonly room: RoomName; readonly token: RoomToken };

/** Sends a control message and returns `entered` or `error`. */
export type Ask = (question: ClientControl) => Promise<Entered | Refusal>;

/**
 * What a client needs to enter a room and to return to it: asks the relay in the order of docs/relay-protocol.md section 4
 * and docs/sealed-protocol.md section 3.1.
 */
export class RoomEntry {
  /** Proves to a relay that the slot is ours. */
  readonly key: SlotKey;
  readonly #isHost: boolean;
  readonly #capacity = smallestCapacity;
  #room: RoomName | undefined;
  #slot: number | undefined;
  #missingSince: number | undefined;
  #member: Member | undefined;
  #isConfirmed = false;

  private constructor(isHost: boolean, room: RoomName | undefined, key: SlotKey) {
    this.#isHost = isHost;
    this.#room = room;
    this.key = key;
  }

  /** For a host: a new room, of this name or of a number that the relay chooses. */
  static host(room: RoomName | undefined): RoomEntry {
    return new RoomEntry(true, room, drawSlotKey());
  }

  static guest(room: RoomName): RoomEntry {
    return new RoomEntry(false, room, drawSlotKey());
  }

  /** For a new page or process of a peer that has been there before. */
  static returning(secrets: MeetingSecrets): RoomEntry {
    const entry = new RoomEntry(secrets.role === "host", undefined, secrets.key);
    entry.#slot = secrets.ownSlot;
    entry.know(secrets.room, secrets.token, true);
    return entry;
  }

  /**
   * From now on the room can be found again, should the relay forget it.
   * @param room Its second name.
   * @param token Opens it.
   * @param isConfirmed Whether the other side has proven that it knows both.
   */
  know(room: RoomName, token: RoomToken, isConfirmed: boolean): void {
    this.#member = { room, token };
    this.#isConfirmed = isConfirmed;
  }

  /**
   * Enters or returns on a fresh connection.
   * @param signal Ends a wait for the host.
   * @throws ShareError when the relay refuses; TransportLostError when it is worth another try.
   */
  async enter(ask: Ask, signal?: AbortSignal): Promise<Entered> {
    let answer: Entered | Refusal = { type: "error", code: "room_unknown" };
    for (const question of this.#questions()) {
      answer = await ask(question);
      const rebuild = this.#rebuildAfter(question, answer);
      if (rebuild !== undefined) {
        answer = await ask(rebuild);
      }

      if (answer.type === "entered" || !["room_unknown", "slot_unknown", "room_locked"].includes(answer.code)) {
        break;
      }
    }

    answer = await this.#askAgain(ask, answer, signal);
    if (answer.type === "error") {
      throw this.#refused(answer.code);
    }

    this.#room ??= this.#member === undefined ? answer.room : undefined;
    this.#slot = answer.slot;
    this.#missingSince = undefined;
    return answer;
  }

  /** Only for a name that people chose: a number is told by a host that has its room, and is easily mistyped. */
  async #askAgain(ask: Ask, first: Entered | Refusal, signal: AbortSignal | undefined): Promise<Entered | Refusal> {
    let answer = first;
    const wasChosen = this.#room !== undefined && /[^0-9]/.test(this.#room);
    const pauses = this.#isHost || this.#slot !== undefined || !wasChosen ? [] : pausesForHostMilliseconds;
    for (const pause of pauses) {
      if (answer.type === "entered" || answer.code !== "room_unknown") {
        break;
      }

      await delay(pause, signal);
      answer = await ask(this.#first());
    }

    return answer;
  }

  *#questions(): Generator<ClientControl> {
    const slot = this.#slot;
    const member = this.#member;
    if (slot === undefined) {
      yield this.#first();
      return;
    }

    if (member !== undefined && this.#isConfirmed) {
      yield { type: "resume", room: member.room, slot, key: this.key };
      if (this.#isHost && this.#room !== undefined) {
        yield { type: "resume", room: this.#room, slot, key: this.key }; // Perhaps the lock was lost with the connection.
      }

      yield this.#rebuild(member, slot);
      return;
    }

    if (this.#room !== undefined) {
      yield { type: "resume", room: this.#room, slot, key: this.key };
    }

    yield this.#first();
    if (member !== undefined) {
      yield { type: "resume", room: member.room, slot, key: this.key };
    }
  }

  #first(): ClientControl {
    const { key } = this;
    if (this.#isHost) {
      return { type: "open", ...(this.#room === undefined ? {} : { room: this.#room }), capacity: this.#capacity, key };
    }

    if (this.#room === undefined) {
      throw new TypeError("A guest knows its room.");
    }

    return { type: "join", room: this.#room, key };
  }

  /** The room is there under its second name, but not our seat in it. */
  #rebuildAfter(question: ClientControl, answer: Entered | Refusal): ClientControl | undefined {
    const member = this.#member;
    const isOurs = question.type === "resume" && member !== undefined && question.room === member.room;
    return isOurs && answer.type === "error" && answer.code === "slot_unknown" ? this.#rebuild(member, question.slot) : undefined;
  }

  #rebuild(member: Member, slot: number): ClientControl {
    return { type: "rebuild", room: member.room, slot, key: this.key, token: member.token, capacity: this.#capacity };
  }

  #refused(code: string): Error {
    if ((code === "room_unknown" || code === "slot_unknown") && this.#slot !== undefined) {
      this.#missingSince ??= performance.now();
      if (performance.now() - this.#missingSince < patienceMilliseconds) {
        return new TransportLostError("The relay does not know the room yet.");
      }
    }

    return this.#explain(code);
  }

  #explain(code: string): ShareError {
    switch (code) {
      case "room_unknown":
      case "slot_unknown":
        return new ShareError(
          "codeUnknown",
          "Nobody is waiting under this code.",
          "Check the number at its beginning, and that the sender is still waiting. A code works once.",
        );
      case "room_full":
      case "room_locked":
      case "slot_taken":
        return new ShareError(
          "codeUsed",
          "This code has been used, or somebody else is using it right now.",
          "Ask the sender for a new code.",
        );
      case "room_taken":
        return new ShareError(
          "codeTaken",
          this.#isHost && this.#slot === undefined
            ? "The first part of this code is in use at the relay."
            : "While the connection was lost, somebody else took the room of this code.",
          "Choose another code.",
        );
      case "rate_limited":
        return new ShareError("relayBusy", "The relay has seen too many tries from your address.", "Wait a minute and try again.");
      case "full":
        return new ShareError("relayBusy", "The relay has no room left.", "Try again later, or use another relay.");
      default:
        return new ShareError("relayBroken", `The relay refused with “${code}”.`, "Update this program or the relay.");
    }
  }
}
