import type { ResyncState } from "./resync-state.js";

/** What to do with something that arrived. */
export type ChannelVerdict =
  /** It is the next: go on with it. */
  | "take"
  /** It belongs to before a lost connection: pass over it unread. */
  | "discard"
  /** Repeated, left out or impossible: end the channel. */
  | "attack";

/** What comes of a resync. */
export interface ResyncResult {
  readonly verdict: ChannelVerdict;

  /** What to send back. */
  readonly answer?: ResyncState | undefined;

  /** Whether {@link ChannelMachine.unconfirmed} is now to be sent again, after the answer. */
  readonly isBackInSync: boolean;
}

/** The most messages that may be unconfirmed. */
export const maxUnconfirmedMessages = 256;

/** The most sealed bytes that may be unconfirmed. */
export const maxUnconfirmedBytes: number = 8 * 1024 * 1024;

const messagesPerAck = 32;

/**
 * The numbers of one side of a channel: exactly once and in order, across lost connections (docs/sealed-protocol.md
 * sections 5 and 6). Decides only; sealing, sending and time belong to its caller.
 */
export class ChannelMachine {
  // What this side sends: the kept messages are numbered from #confirmed on.
  readonly #kept: Uint8Array[] = [];
  #confirmed = 0n;
  #keptBytes = 0;

  // What the other side sends.
  #expected = 0n;
  #takenSinceSent = 0;

  // Lost connections.
  #isInSync = true;
  #mine = 0n;
  #theirs = 0n;
  #lastResync = -1n;

  /** Number of the next message of this side. */
  get nextNumber(): bigint {
    return this.#confirmed + BigInt(this.#kept.length);
  }

  /** Number of the next message that is expected from the other side. */
  get expected(): bigint {
    return this.#expected;
  }

  /** All messages of this side before this number are confirmed. */
  get confirmed(): bigint {
    return this.#confirmed;
  }

  /** Whether what arrives is taken and what is sealed may be sent. */
  get isInSync(): boolean {
    return this.#isInSync;
  }

  /** Whether a new message may be sealed now, or must wait for confirmations. */
  get hasRoom(): boolean {
    return this.#kept.length < maxUnconfirmedMessages && this.#keptBytes < maxUnconfirmedBytes;
  }

  /**
   * Whether the other side waits to hear what was taken: send something now, if only an ack; an ack also without
   * {@link hasRoom}, since both sides could otherwise wait for each other for ever.
   */
  get owesAck(): boolean {
    return this.#takenSinceSent >= messagesPerAck;
  }

  /** The kept messages, oldest first: what to send again after a resync. */
  get unconfirmed(): readonly Uint8Array[] {
    return this.#kept;
  }

  /** Keeps the sealed bytes of message {@link nextNumber} until they are confirmed; they are no longer changed. */
  keep(sealedMessage: Uint8Array): void {
    this.#kept.push(sealedMessage);
    this.#keptBytes += sealedMessage.length;
    this.#takenSinceSent = 0;
  }

  /** Judges a message by its number, before it is opened. */
  judge(number: bigint): ChannelVerdict {
    if (!this.#isInSync) {
      return "discard";
    }

    return number === this.#expected ? "take" : "attack";
  }

  /**
   * Notes that the expected message was opened.
   * @param received What its header confirms; a message that is sent again says what it said at first, which may be long known.
   */
  taken(received: bigint): ChannelVerdict {
    if (received > this.nextNumber) {
      return "attack";
    }

    this.#confirm(received);
    this.#expected++;
    this.#takenSinceSent++;
    return "take";
  }

  /**
   * This side's connection is new, or the other side's is: out of sync from now on.
   * @returns The resync to send.
   */
  loseSync(): ResyncState {
    this.#mine++;
    this.#isInSync = false;
    return this.#here();
  }

  /** Takes an opened resync of the other side. */
  onResync(number: bigint, resync: ResyncState): ResyncResult {
    if (number <= this.#lastResync) {
      return { verdict: "attack", isBackInSync: false };
    }

    this.#lastResync = number;
    if (resync.generation < this.#theirs) {
      return { verdict: "discard", isBackInSync: false };
    }

    if (resync.seen > this.#mine || resync.expected > this.nextNumber || resync.expected < this.#confirmed) {
      return { verdict: "attack", isBackInSync: false };
    }

    const isNews = resync.generation > this.#theirs;
    this.#theirs = resync.generation;
    const answer = isNews ? this.#here() : undefined;
    const isBackInSync = resync.seen === this.#mine && (isNews || !this.#isInSync);
    if (isBackInSync) {
      this.#confirm(resync.expected);
      this.#isInSync = true;
    }

    return { verdict: "take", answer, isBackInSync };
  }

  #here(): ResyncState {
    return { generation: this.#mine, seen: this.#theirs, expected: this.#expected };
  }

  #confirm(received: bigint): void {
    const count = received > this.#confirmed ? Number(received - this.#confirmed) : 0;
    for (const message of this.#kept.splice(0, count)) {
      this.#keptBytes -= message.length;
    }

    this.#confirmed += BigInt(count);
  }
}
