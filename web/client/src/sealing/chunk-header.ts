import { nonceBytes, tagBytes } from "./aes-gcm.js";
import { viewOf } from "./bytes.js";
import { payloadKind } from "./payload-kind.js";

/**
 * The clear part of a chunk, which is also its associated data (docs/sealed-protocol.md section 7.2).
 *
 *     0x03 | u8 flags (bit 0: final) | u32 transfer | u32 epoch | u64 index
 */
export interface ChunkHeader {
  /** Number of the transfer, below 2^32. */
  readonly transfer: number;

  /** Number of the epoch, below 2^32. */
  readonly epoch: number;

  /** Which chunk of the stream, below 2^64. */
  readonly index: bigint;

  /** Whether the stream ends with it. */
  readonly isFinal: boolean;
}

/** Bytes of the header. */
export const chunkHeaderBytes = 18;

/** Bytes that sealing adds to the plaintext: header and tag. */
export const chunkOverheadBytes: number = chunkHeaderBytes + tagBytes;

const finalFlag = 0x01;

/** Reads a header; undefined when the payload is too short, of another kind, or with unknown flags. */
export function readChunkHeader(payload: Uint8Array): ChunkHeader | undefined {
  const flags = payload[1] ?? 0;
  if (payload.length < chunkOverheadBytes || payload[0] !== payloadKind.chunk || flags > finalFlag) {
    return undefined;
  }

  const view = viewOf(payload);
  return { transfer: view.getUint32(2), epoch: view.getUint32(6), index: view.getBigUint64(10), isFinal: flags === finalFlag };
}

/** Writes the 18 bytes at the beginning of `destination`. */
export function writeChunkHeader(destination: Uint8Array, { transfer, epoch, index, isFinal }: ChunkHeader): void {
  destination[0] = payloadKind.chunk;
  destination[1] = isFinal ? finalFlag : 0;
  const view = viewOf(destination);
  view.setUint32(2, transfer);
  view.setUint32(6, epoch);
  view.setBigUint64(10, index);
}

/** The 12 bytes of the nonce: `u24 0 | u64 index | u8 final`. */
export function chunkNonce({ index, isFinal }: ChunkHeader): Uint8Array {
  const nonce = new Uint8Array(nonceBytes);
  viewOf(nonce).setBigUint64(3, index);
  nonce[11] = isFinal ? finalFlag : 0;
  return nonce;
}
