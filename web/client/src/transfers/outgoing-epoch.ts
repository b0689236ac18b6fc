import type { PeerChannel } from "../channel/peer-channel.js";
import type { RelayConnection } from "../connection/relay-connection.js";
import { mostChunksUnderWay } from "../connection/sending-pace.js";
import { writeDataFrame } from "../relay/frame-writer.js";
import { maxFrameBytes } from "../relay/relay-limits.js";
import { ChunkCipher } from "../sealing/chunk-cipher.js";
import { epochSaltBytes } from "../sealing/key-schedule.js";
import { randomBytes } from "../sealing/randomness.js";

/** One epoch of a transfer on its way out: seals several chunks at once and sends them in order. */
export class OutgoingEpoch {
  /** What its key is made with. */
  readonly salt: Uint8Array;
  readonly #cipher: ChunkCipher;
  readonly #channel: PeerChannel;
  readonly #connection: RelayConnection;
  readonly #onSent: () => void;
  readonly #syncCount: number;
  #underWay = 0;
  #last: Promise<void> = Promise.resolve();
  readonly #frame: Uint8Array = new Uint8Array(maxFrameBytes); // The one that is being sent.

  private constructor(
    salt: Uint8Array,
    cipher: ChunkCipher,
    channel: PeerChannel,
    connection: RelayConnection,
    syncCount: number,
    onSent: () => void,
  ) {
    this.salt = salt;
    this.#cipher = cipher;
    this.#channel = channel;
    this.#connection = connection;
    this.#syncCount = syncCount;
    this.#onSent = onSent;
  }

  /** @param onSent Called when a chunk has been handed to the connection, or passed over. */
  static async create(
    key: Uint8Array,
    transfer: number,
    epoch: number,
    channel: PeerChannel,
    connection: RelayConnection,
    onSent: () => void,
  ): Promise<OutgoingEpoch> {
    const { syncCount } = channel; // Before anything is waited for: whatever is lost from now on ends it.
    const salt = randomBytes(epochSaltBytes);
    return new OutgoingEpoch(salt, await ChunkCipher.create(key, salt, transfer, epoch), channel, connection, syncCount, onSent);
  }

  /** Whether so many chunks are under way that another one has to wait. */
  get isFull(): boolean {
    return this.#underWay >= mostChunksUnderWay;
  }

  /** Fulfilled when everything until now has been handed to the connection. */
  get allSent(): Promise<void> {
    return this.#last;
  }

  /** Seals a chunk, and sends it behind those before. */
  send(index: number, isFinal: boolean, bytes: Uint8Array): void {
    const sealed = this.#cipher.seal(index, isFinal, bytes);
    this.#underWay++;
    this.#last = this.#last.then(async () => {
      // Behind a resync it would be a chunk of an epoch that the receiver may never have heard of.
      const frame = writeDataFrame(this.#frame, this.#channel.slots, await sealed);
      await this.#connection.send(frame, () => this.#channel.syncCount === this.#syncCount);
      this.#underWay--;
      this.#onSent();
    });
  }
}
