import type { RelayConnector, RelayTransport } from "../../src/connection/relay-transport.js";
import { decodeBase64Url, encodeBase64Url } from "../../src/relay/base64-url.js";
import { frameType } from "../../src/relay/frame-type.js";
import { dataFrame } from "../../src/relay/frame-writer.js";
import { dataHeaderBytes, typeBytes } from "../../src/relay/relay-limits.js";
import { roomTokenBytes, roomTokenOf } from "../../src/relay/room-token.js";
import { secretHash } from "../../src/relay/secret-hash.js";
import { slotSetOf } from "../../src/relay/slot-set.js";
import { createClientOver } from "../../src/session/local-client.js";
import type { ShareClient } from "../../src/share-client.js";
import { TestTransport } from "./test-transport.js";

/** What a relay may do with a data frame that passes: return what arrives instead of it. */
export interface Passing {
  /** Counts the data frames of both directions, from 0. */
  readonly number: number;
  readonly fromSlot: number;
  readonly payload: Uint8Array;
}

/** A control message of a client, as it lies on the wire. */
export type Question = Readonly<Record<string, unknown>> & { readonly type: string };

const capacity = 2;

/**
 * A relay in memory for two peers that does as the protocol says, except where a test wants it to misbehave: connections
 * end, frames are dropped, repeated, held back or changed. The twin of TestRelay in tests/Sharencrypt.Client.Tests.
 */
export class TestRelay implements RelayConnector {
  readonly #connected: (TestTransport | undefined)[] = [undefined, undefined];
  readonly #taken = [false, false];
  #room: unknown;
  #secondName: unknown;
  #lock: unknown;
  #frames = 0;

  /** Returns what arrives instead of a data frame. Default: the frame. */
  tamper: (passing: Passing) => readonly Uint8Array[] = ({ payload }) => [payload];

  /** Called after each data frame has passed; may call {@link cut}. */
  passed: (passing: Passing) => void = () => {};

  /** Told of every control message that arrives. */
  asked: (question: Question) => void = () => {};

  /** The relay's clock as it says it. */
  clock: number = Date.now();

  /** Whether the relay forgets everything when a connection is cut, as one that was restarted. */
  forgetsOnCut = false;

  /** A client whose connections are all to this relay. */
  get client(): ShareClient {
    return createClientOver(() => this);
  }

  async connect(signal: AbortSignal): Promise<RelayTransport> {
    signal.throwIfAborted();
    const transport = new TestTransport(this);
    transport.deliver(control({ type: "welcome", relay: "test", time: this.clock, silenceMs: 45_000 }));
    return transport;
  }

  dispose(): void {
    // Nothing is under way.
  }

  /** Ends the connection of a slot without a word; what is in flight to it is lost. */
  cut(slot: number): void {
    const transport = this.#connected[slot];
    if (transport === undefined) {
      return;
    }

    this.#connected[slot] = undefined;
    transport.lose();
    if (this.forgetsOnCut) {
      this.#forget();
      this.#connected[1 - slot]?.lose();
      this.#connected[1 - slot] = undefined;
    } else {
      this.#tell(1 - slot, { type: "away", slot });
    }
  }

  /** Sends any frame to whoever has a slot. */
  inject(slot: number, frame: Uint8Array): void {
    this.#connected[slot]?.deliver(frame);
  }

  /** Ends the connection of a slot with a close code. */
  closeWith(slot: number, closeCode: number): void {
    this.#connected[slot]?.lose(closeCode);
    this.#connected[slot] = undefined;
  }

  take(from: TestTransport, frame: Uint8Array): void {
    if (frame[0] === frameType.control) {
      const question: Question = JSON.parse(new TextDecoder().decode(frame.subarray(typeBytes)));
      this.asked(question);
      this.#takeControl(from, question);
    } else if (frame[0] === frameType.data && from.slot !== undefined && this.#connected[from.slot] === from) {
      this.#pass(from.slot, frame.subarray(dataHeaderBytes));
    }
  }

  lost(from: TestTransport): void {
    const { slot } = from;
    if (slot !== undefined && this.#connected[slot] === from) {
      this.#connected[slot] = undefined;
      this.#tell(1 - slot, { type: "away", slot });
    }
  }

  #pass(slot: number, payload: Uint8Array): void {
    const passing = { number: this.#frames++, fromSlot: slot, payload };
    for (const arriving of this.tamper(passing)) {
      if (arriving.length > 0) {
        this.#connected[1 - slot]?.deliver(dataFrame(slotSetOf(slot), arriving));
      }
    }

    this.passed(passing);
  }

  #takeControl(from: TestTransport, question: Question): void {
    const { type, room } = question;
    const { slot: asked, token, hash } = question;
    const slot = Number(asked);
    const isHere = from.slot !== undefined && this.#connected[from.slot] === from;
    if (type === "open") {
      this.#open(from, room);
    } else if (type === "join") {
      this.#join(from, room);
    } else if (type === "resume") {
      const isOurs = this.#isRoom(room) && this.#taken[slot] === true;
      isOurs ? this.#enter(from, slot, true) : refuse(from, this.#isRoom(room) ? "slot_unknown" : "room_unknown");
    } else if (type === "rebuild") {
      this.#rebuild(from, room, slot, token);
    } else if (type === "lock" && from.slot === 0 && isHere) {
      this.#lock = hash;
      this.#secondName = room;
    } else if (type === "remove") {
      this.#close(slot, "removed");
      this.#tell(0, { type: "left", slot, reason: "removed" });
    } else if (type === "leave" && isHere) {
      this.#leave(from.slot ?? 0);
    }
  }

  #open(from: TestTransport, room: unknown): void {
    if (this.#room !== undefined) {
      refuse(from, "room_taken");
      return;
    }

    this.#room = room ?? "4821";
    this.#enter(from, 0, false);
  }

  #join(from: TestTransport, room: unknown): void {
    if (!this.#isRoom(room)) {
      refuse(from, "room_unknown");
    } else if (this.#lock !== undefined) {
      refuse(from, "room_locked");
    } else if (this.#taken[1]) {
      refuse(from, "room_full");
    } else {
      this.#enter(from, 1, false);
    }
  }

  #rebuild(from: TestTransport, room: unknown, slot: number, token: unknown): void {
    const bytes = decodeBase64Url(token, roomTokenBytes);
    const hash = bytes && encodeBase64Url(secretHash(roomTokenOf(bytes)));

    // It holds one room: another one takes its place when nobody is in it any more.
    if (!this.#isRoom(room) && (this.#room === undefined || this.#connected.every((transport) => transport === undefined))) {
      this.#forget();
      this.#room = room;
      this.#lock = hash;
    }

    if (this.#isRoom(room) && this.#lock !== undefined && this.#lock === hash) {
      this.#enter(from, slot, true);
    } else {
      refuse(from, "room_taken");
    }
  }

  #isRoom(name: unknown): boolean {
    return this.#room !== undefined && (name === this.#room || name === this.#secondName);
  }

  #forget(): void {
    this.#room = undefined;
    this.#secondName = undefined;
    this.#lock = undefined;
    this.#taken.fill(false);
  }

  #leave(slot: number): void {
    this.#connected[slot] = undefined;
    this.#taken[slot] = false;
    if (slot === 0) {
      this.#close(1, "host_left");
      this.#forget();
    } else {
      this.#tell(0, { type: "left", slot, reason: "left" });
    }
  }

  #close(slot: number, reason: string): void {
    this.#tell(slot, { type: "closed", reason });
    this.#connected[slot] = undefined;
    this.#taken[slot] = false;
  }

  #enter(from: TestTransport, slot: number, isReturn: boolean): void {
    from.slot = slot;
    this.#connected[slot]?.lose();
    this.#connected[slot] = from;
    this.#taken[slot] = true;
    const other = 1 - slot;
    const peers = this.#taken[other] ? [{ slot: other, away: this.#connected[other] === undefined }] : [];
    this.#tell(slot, { type: "entered", room: this.#room, slot, capacity, peers });
    this.#tell(other, { type: isReturn ? "back" : "arrived", slot });
  }

  #tell(slot: number, message: object): void {
    this.#connected[slot]?.deliver(control(message));
  }
}

/** A control frame of a relay. */
export function control(message: object): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(message));
  const frame = new Uint8Array(typeBytes + json.length);
  frame[0] = frameType.control;
  frame.set(json, typeBytes);
  return frame;
}

function refuse(from: TestTransport, code: string): void {
  from.deliver(control({ type: "error", code }));
}
