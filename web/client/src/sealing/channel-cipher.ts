import { importAesKey, nonceBytes, openAes, sealAes, tagBytes } from "./aes-gcm.js";
import { joinBytes, viewOf } from "./bytes.js";
import { payloadKind } from "./payload-kind.js";
import type { ResyncState } from "./resync-state.js";
import type { Role } from "./role.js";
import { sealedVersion } from "./sealed-version.js";
import { wipe } from "./secret-bytes.js";
import type { SessionKeys } from "./session-keys.js";

/** Bytes before the ciphertext of a message. */
export const messageHeaderBytes = 17;

/** The longest JSON of a message, in bytes. */
export const maxJsonBytes = 131_072;

const resyncHeaderBytes = 9;
const resyncPlaintextBytes = 24;

/** The clear header of a message. */
export interface MessageHeader {
  readonly number: bigint;

  /** How many messages of the other side its sender had taken. */
  readonly received: bigint;
}

/** Reads the clear header of a message; undefined when the payload is too short, too long or of another kind. */
export function readMessageHeader(payload: Uint8Array): MessageHeader | undefined {
  const jsonBytes = payload.length - messageHeaderBytes - tagBytes;
  if (jsonBytes < 0 || jsonBytes > maxJsonBytes || payload[0] !== payloadKind.message) {
    return undefined;
  }

  const view = viewOf(payload);
  return { number: view.getBigUint64(1), received: view.getBigUint64(9) };
}

/**
 * Seals and opens the messages and resyncs that one side sends (docs/sealed-protocol.md sections 5 and 6).
 *
 *     message  0x02 | u64 number | u64 received | AES-GCM(json)
 *     resync   0x04 | u64 number | AES-GCM(u64 generation | u64 seen | u64 expected)
 */
export class ChannelCipher {
  readonly #direction: number;
  readonly #messages: CryptoKey;
  readonly #resyncs: CryptoKey;

  private constructor(sender: Role, messages: CryptoKey, resyncs: CryptoKey) {
    this.#direction = sender === "host" ? 0 : 1;
    this.#messages = messages;
    this.#resyncs = resyncs;
  }

  /** The cipher for what `sender` sends. */
  static async create(keys: SessionKeys, sender: Role): Promise<ChannelCipher> {
    const [messageKey, resyncKey] = [keys.channelKey(sender), keys.resyncKey(sender)];
    const [messages, resyncs] = await Promise.all([importAesKey(messageKey), importAesKey(resyncKey)]);
    wipe(messageKey, resyncKey);
    return new ChannelCipher(sender, messages, resyncs);
  }

  /**
   * Seals a message. A number is used for one message only.
   * @throws RangeError when the JSON is longer than 131,072 bytes.
   */
  async sealMessage(number: bigint, received: bigint, json: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    if (json.length > maxJsonBytes) {
      throw new RangeError(`json: a message holds at most ${maxJsonBytes} bytes.`);
    }

    const header = new Uint8Array(messageHeaderBytes);
    header[0] = payloadKind.message;
    viewOf(header).setBigUint64(1, number);
    viewOf(header).setBigUint64(9, received);
    return this.#seal(this.#messages, header, number, json);
  }

  /**
   * Opens a message whose header was read before; undefined when it is not authentic.
   * @param number From its header.
   */
  openMessage(payload: Uint8Array, number: bigint): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#open(this.#messages, payload, messageHeaderBytes, number);
  }

  /** Seals a resync. A number is used for one resync only. */
  async sealResync(number: bigint, { generation, seen, expected }: ResyncState): Promise<Uint8Array<ArrayBuffer>> {
    const header = new Uint8Array(resyncHeaderBytes);
    header[0] = payloadKind.resync;
    viewOf(header).setBigUint64(1, number);
    const plaintext = new Uint8Array(resyncPlaintextBytes);
    const view = viewOf(plaintext);
    view.setBigUint64(0, generation);
    view.setBigUint64(8, seen);
    view.setBigUint64(16, expected);
    return this.#seal(this.#resyncs, header, number, plaintext);
  }

  /** Opens a resync; undefined when it is malformed or not authentic. */
  async openResync(payload: Uint8Array): Promise<{ readonly number: bigint; readonly state: ResyncState } | undefined> {
    if (payload.length !== resyncHeaderBytes + resyncPlaintextBytes + tagBytes || payload[0] !== payloadKind.resync) {
      return undefined;
    }

    const number = viewOf(payload).getBigUint64(1);
    const plaintext = await this.#open(this.#resyncs, payload, resyncHeaderBytes, number);
    if (plaintext === undefined) {
      return undefined;
    }

    const view = viewOf(plaintext);
    return { number, state: { generation: view.getBigUint64(0), seen: view.getBigUint64(8), expected: view.getBigUint64(16) } };
  }

  async #seal(key: CryptoKey, header: Uint8Array, number: bigint, plaintext: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    return joinBytes(header, await sealAes(key, nonceOf(number), this.#associated(header), plaintext));
  }

  #open(key: CryptoKey, payload: Uint8Array, headerBytes: number, number: bigint): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const header = payload.subarray(0, headerBytes);
    return openAes(key, nonceOf(number), this.#associated(header), payload.subarray(headerBytes));
  }

  #associated(header: Uint8Array): Uint8Array {
    return joinBytes(Uint8Array.of(sealedVersion, this.#direction), header);
  }
}

function nonceOf(number: bigint): Uint8Array {
  const nonce = new Uint8Array(nonceBytes);
  viewOf(nonce).setBigUint64(4, number);
  return nonce;
}
