import { connectionHeader } from "../relay/relay-http.js";
import { maxFrameBytes } from "../relay/relay-limits.js";
import { HttpDownloads } from "./http-downloads.js";
import { readFrameHeader, writeCloseFrame, writeFrameHeader } from "./http-frames.js";
import { type HttpTerms, httpAddressOf, openHttp } from "./http-terms.js";
import { HttpUploads } from "./http-uploads.js";
import { noCloseCode, type RelayTransport, TransportLostError } from "./relay-transport.js";
import { within } from "./waiting.js";

/** Frames over plain HTTP: the two streams of docs/relay-protocol.md section 2.3, with a WebSocket frame around each. */
export class HttpTransport implements RelayTransport {
  readonly #address: string;
  readonly #id: string;
  readonly #down: HttpDownloads;
  readonly #up: HttpUploads;
  #writing: Promise<void> = Promise.resolve();

  // Read and not yet used.
  #pieces: Uint8Array[] = [];
  #length = 0;

  private constructor(address: string, terms: HttpTerms, polls: boolean) {
    this.#address = address;
    this.#id = terms.id;
    this.#down = new HttpDownloads(address, terms.id, polls);
    this.#up = new HttpUploads(address, terms, this.#down);
  }

  /** @throws ShareError when it does not work. */
  static async connect(relay: URL, polls: boolean, signal: AbortSignal): Promise<HttpTransport> {
    return new HttpTransport(httpAddressOf(relay), await openHttp(relay, signal), polls);
  }

  /** Whether streams turned out to be held back here. */
  get polls(): boolean {
    return this.#down.polls;
  }

  get bytesReceived(): number {
    return this.#down.received;
  }

  send(frame: Uint8Array): Promise<void> {
    return this.#write(writeFrameHeader(frame.length), frame);
  }

  async receive(): Promise<Uint8Array> {
    for (;;) {
      const header = readFrameHeader(this.#peek());
      if (header === undefined) {
        await this.#fill();
        continue;
      }

      if (header === "malformed" || header.payloadBytes > maxFrameBytes) {
        throw new TransportLostError("The relay sent what is no frame.");
      }

      while (this.#length < header.headerBytes + header.payloadBytes) {
        await this.#fill();
      }

      this.#take(header.headerBytes);
      const payload = this.#take(header.payloadBytes);
      if (header.isBinary) {
        return payload;
      }

      if (header.isClose) {
        throw new TransportLostError("The relay closed the connection.", payload.length >= 2 ? closeCodeOf(payload) : noCloseCode);
      }
    }
  }

  async close(boundMilliseconds: number): Promise<void> {
    await within(this.#sayGoodbye(), boundMilliseconds);
    this.abort();
  }

  abort(): void {
    this.#down.abort();
    this.#up.abort();
  }

  giveUp(): void {
    this.abort();
  }

  async #sayGoodbye(): Promise<void> {
    await this.#write(writeCloseFrame());
    await this.#up.drain();
    await fetch(this.#address, { method: "DELETE", headers: { [connectionHeader]: this.#id }, credentials: "omit" });
  }

  #write(...parts: readonly Uint8Array[]): Promise<void> {
    const written = this.#writing.then(async () => {
      for (const part of parts) {
        await this.#up.write(part);
      }
    });
    this.#writing = written.catch(() => {});
    return written;
  }

  async #fill(): Promise<void> {
    const bytes = await this.#down.read();
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    this.#up.noteReceived();
  }

  /** As much of the beginning as a header can need. */
  #peek(): Uint8Array {
    const longest = 10;
    while (this.#pieces.length > 1 && (this.#pieces[0]?.length ?? 0) < longest) {
      this.#pieces.splice(0, 2, join(this.#pieces.slice(0, 2)));
    }

    return this.#pieces[0] ?? new Uint8Array();
  }

  #take(count: number): Uint8Array {
    const parts: Uint8Array[] = [];
    this.#length -= count;
    for (let left = count; left > 0; ) {
      const first = this.#pieces[0] ?? new Uint8Array();
      if (first.length > left) {
        parts.push(first.subarray(0, left));
        this.#pieces[0] = first.subarray(left);
        left = 0;
      } else {
        parts.push(first);
        this.#pieces.shift();
        left -= first.length;
      }
    }

    return join(parts);
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }

  return whole;
}

function closeCodeOf(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset, payload.byteLength).getUint16(0);
}
