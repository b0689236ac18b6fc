import { importAesKey, openAes, sealAes } from "./aes-gcm.js";
import { type ChunkHeader, chunkHeaderBytes, chunkNonce, writeChunkHeader } from "./chunk-header.js";
import { epochKey } from "./key-schedule.js";
import { wipe } from "./secret-bytes.js";

/** Seals and opens the chunks of one epoch (docs/sealed-protocol.md section 7.2). Several may be under way at once. */
export class ChunkCipher {
  readonly #transfer: number;
  readonly #epoch: number;
  readonly #key: CryptoKey;

  private constructor(transfer: number, epoch: number, key: CryptoKey) {
    this.#transfer = transfer;
    this.#epoch = epoch;
    this.#key = key;
  }

  /**
   * The cipher of an epoch.
   * @param transferKey Key of the transfer, 32 bytes; not kept.
   * @param salt Salt of the epoch, 16 bytes.
   * @param transfer Number of the transfer, below 2^32.
   * @param epoch Number of the epoch, below 2^32.
   */
  static async create(transferKey: Uint8Array, salt: Uint8Array, transfer: number, epoch: number): Promise<ChunkCipher> {
    const bytes = epochKey(transferKey, salt, transfer, epoch);
    const key = await importAesKey(bytes);
    wipe(bytes);
    return new ChunkCipher(transfer, epoch, key);
  }

  /**
   * Seals a chunk; a sealer calls it once for each index of its epoch. The plaintext may be changed as soon as it has
   * returned its promise.
   * @returns The payload in two parts, one behind the other: so it is put together only where it is sent.
   */
  async seal(index: number | bigint, isFinal: boolean, plaintext: Uint8Array): Promise<readonly [header: Uint8Array, sealed: Uint8Array]> {
    const header: ChunkHeader = { transfer: this.#transfer, epoch: this.#epoch, index: BigInt(index), isFinal };
    const associated = new Uint8Array(chunkHeaderBytes);
    writeChunkHeader(associated, header);
    return [associated, await sealAes(this.#key, chunkNonce(header), associated, plaintext)];
  }

  /**
   * Opens a chunk.
   * @param header From `readChunkHeader` of the same payload.
   * @param payload The whole payload; it must not change until the promise is settled.
   * @returns The plaintext; undefined when it is not authentic or of another transfer or epoch.
   */
  async open(header: ChunkHeader, payload: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (header.transfer !== this.#transfer || header.epoch !== this.#epoch) {
      return undefined;
    }

    const associated = payload.subarray(0, chunkHeaderBytes);
    return openAes(this.#key, chunkNonce(header), associated, payload.subarray(chunkHeaderBytes));
  }
}
