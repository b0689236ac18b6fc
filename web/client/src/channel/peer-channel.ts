import type { RelayConnection } from "../connection/relay-connection.js";
import { type Deferred, deferred, Pulse } from "../connection/waiting.js";
import { dataFrame } from "../relay/frame-writer.js";
import type { SlotSet } from "../relay/slot-set.js";
import { slotSetOf } from "../relay/slot-set.js";
import { ChannelCipher, readMessageHeader } from "../sealing/channel-cipher.js";
import { ChannelMachine } from "../sealing/channel-machine.js";
import type { ResyncState } from "../sealing/resync-state.js";
import type { Role } from "../sealing/role.js";
import type { SessionKeys } from "../sealing/session-keys.js";
import { ShareError } from "../share-error.js";
import type { ChannelMessage } from "../transfer/channel-message.js";
import { readChannelMessage, writeChannelMessage } from "../transfer/channel-message-codec.js";

interface Posted {
  readonly message: ChannelMessage;
  readonly sent: (isSent: boolean) => void;
}

/** What the pump sends next. */
interface Batch {
  readonly payloads: readonly Uint8Array[];
  readonly sent?: (isSent: boolean) => void;
}

/**
 * The sealed channel to one peer, over a {@link RelayConnection} that comes and goes. What arrives is handed in by the
 * connection's reader, one payload after the other; everything that goes out goes through one pump, so numbers and order on
 * the wire agree.
 */
export class PeerChannel {
  /** Where chunks go. */
  readonly slots: SlotSet;
  readonly #connection: RelayConnection;
  readonly #outgoing: ChannelCipher;
  readonly #incoming: ChannelCipher;
  readonly #machine: ChannelMachine = new ChannelMachine();
  readonly #posted: Posted[] = [];
  readonly #resyncs: (ResyncState | "unconfirmed")[] = [];
  readonly #wake: Pulse = new Pulse();
  readonly #pump: Promise<void>;
  #nextResync = 0n;
  #syncCount = 0;
  #whenConfirmed: { readonly number: bigint; readonly done: Deferred<void> } | undefined;
  #isRetired = false;
  #isFinishing = false;
  #isSealing = false; // A message that is in line no more and has no number yet.

  private constructor(
    connection: RelayConnection,
    peerSlot: number,
    outgoing: ChannelCipher,
    incoming: ChannelCipher,
    before: Promise<void>,
    prelude: Uint8Array | undefined,
  ) {
    this.#connection = connection;
    this.slots = slotSetOf(peerSlot);
    this.#outgoing = outgoing;
    this.#incoming = incoming;
    this.#pump = this.#run(before, prelude);
  }

  /**
   * @param prelude A payload that must go out before any message: the last step of the handshake.
   * @param before Fulfilled when an earlier channel to this peer sends nothing more: nothing goes out before.
   */
  static async create(
    connection: RelayConnection,
    peerSlot: number,
    keys: SessionKeys,
    role: Role,
    prelude: Uint8Array | undefined,
    before: Promise<void>,
  ): Promise<PeerChannel> {
    const outgoing = await ChannelCipher.create(keys, role);
    const incoming = await ChannelCipher.create(keys, role === "host" ? "guest" : "host");
    return new PeerChannel(connection, peerSlot, outgoing, incoming, before, prelude);
  }

  /** Whether what arrives counts; out of sync it is discarded. */
  get isInSync(): boolean {
    return this.#machine.isInSync;
  }

  /** Whether another channel takes, or will take, the place of this one. */
  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** Changes whenever the channel goes out of sync or comes back: what was made for another count is about the past. */
  get syncCount(): number {
    return this.#syncCount;
  }

  /** Puts a message in line. */
  post(message: ChannelMessage): void {
    this.send(message);
  }

  /** Puts a message in line; fulfilled when it was handed to the connection, or kept for a resync, with false when the channel is over. */
  send(message: ChannelMessage): Promise<boolean> {
    const sent = deferred<boolean>();
    if (this.#isRetired || this.#isFinishing) {
      sent.resolve(false);
    } else {
      this.#posted.push({ message, sent: sent.resolve });
      this.#wake.beat();
    }

    return sent.promise;
  }

  /** Fulfilled when everything that was put in line until now has been taken by the other side. */
  whenConfirmed(): Promise<void> {
    const number = this.#machine.nextNumber + BigInt(this.#posted.length + (this.#isSealing ? 1 : 0));
    const done = this.#whenConfirmed?.done ?? deferred<void>();
    this.#whenConfirmed = { number, done };
    this.#noteConfirmed();
    return done.promise;
  }

  /**
   * Takes a message payload; undefined when it is to be passed over.
   * @throws ShareError when it is forged, repeated, out of order or against the protocol.
   */
  async take(payload: Uint8Array): Promise<ChannelMessage | undefined> {
    const header = readMessageHeader(payload);
    if (header === undefined) {
      throw tampered("A message is malformed.");
    }

    switch (this.#machine.judge(header.number)) {
      case "discard":
        return undefined;
      case "attack":
        throw tampered("A message was repeated or left out.");
      default:
        break;
    }

    const json = await this.#incoming.openMessage(payload, header.number);
    if (json === undefined || this.#machine.taken(header.received) !== "take") {
      throw tampered("A message is not authentic.");
    }

    this.#noteConfirmed();
    this.#wake.beat();
    const message = readChannelMessage(json);
    if (message === undefined) {
      throw new ShareError("peerBroken", "The other side sent a message that this program does not understand.");
    }

    return message;
  }

  /**
   * Takes a resync payload; true when the channel is in sync again and transfers may go on.
   * @throws ShareError when it is forged.
   */
  async takeResync(payload: Uint8Array): Promise<boolean> {
    const resync = await this.#incoming.openResync(payload);
    const result = resync === undefined ? undefined : this.#machine.onResync(resync.number, resync.state);
    if (result === undefined || result.verdict === "attack") {
      throw tampered("A resync is not authentic.");
    }

    if (result.answer !== undefined) {
      this.#resyncs.push(result.answer);
    }

    if (result.isBackInSync) {
      this.#syncCount++;
      this.#resyncs.push("unconfirmed");
      this.#noteConfirmed();
    }

    this.#wake.beat();
    return result.isBackInSync;
  }

  /** This side's connection, or the other's, is new. */
  loseSync(): void {
    this.#syncCount++;
    this.#resyncs.push(this.#machine.loseSync());
    this.#wake.beat();
  }

  /** Sends nothing more. Fulfilled when the last thing that was under way is handed to the connection. */
  retire(): Promise<void> {
    this.#isRetired = true;
    this.#wake.beat();
    return this.#pump;
  }

  /** Takes nothing more. Fulfilled when what was put in line before is handed to the connection, as far as it takes it. */
  finish(): Promise<void> {
    this.#isFinishing = true;
    this.#wake.beat();
    return this.#pump;
  }

  #noteConfirmed(): void {
    if (this.#whenConfirmed !== undefined && this.#machine.confirmed >= this.#whenConfirmed.number) {
      this.#whenConfirmed.done.resolve();
      this.#whenConfirmed = undefined;
    }
  }

  async #run(before: Promise<void>, prelude: Uint8Array | undefined): Promise<void> {
    await before;
    if (prelude !== undefined) {
      await this.#sendPayload(prelude);
    }

    while (!this.#isRetired) {
      const woken = this.#wake.next;
      const batch = await this.#next();
      if (batch !== undefined) {
        for (const payload of batch.payloads) {
          await this.#sendPayload(payload);
        }

        batch.sent?.(true);
      } else if (this.#isFinishing) {
        break;
      } else {
        await woken;
      }
    }

    for (const left of this.#posted.splice(0)) {
      left.sent(false);
    }
  }

  /** What to send next: resyncs first, since what is new may only follow them. */
  async #next(): Promise<Batch | undefined> {
    const resync = this.#resyncs.shift();
    if (resync === "unconfirmed") {
      return { payloads: this.#machine.isInSync ? [...this.#machine.unconfirmed] : [] };
    }

    if (resync !== undefined) {
      return { payloads: [await this.#outgoing.sealResync(this.#nextResync++, resync)] };
    }

    const posted = this.#machine.hasRoom ? this.#posted.shift() : undefined;
    if (posted === undefined && !this.#machine.owesAck) {
      return undefined;
    }

    const syncCount = this.#syncCount;
    this.#isSealing = true;
    const json = writeChannelMessage(posted?.message ?? { type: "ack" });
    const payload = await this.#outgoing.sealMessage(this.#machine.nextNumber, this.#machine.expected, json);
    this.#machine.keep(payload);
    this.#isSealing = false;

    // If the channel went out of sync meanwhile, the message goes with all that is unconfirmed, once it is back.
    const payloads = this.#machine.isInSync && syncCount === this.#syncCount ? [payload] : [];
    return posted === undefined ? { payloads } : { payloads, sent: posted.sent };
  }

  async #sendPayload(payload: Uint8Array): Promise<void> {
    await this.#connection.send(dataFrame(this.slots, payload));
  }
}

function tampered(what: string): ShareError {
  return new ShareError("integrity", `${what} Somebody tampers with the connection, or software is broken.`);
}
