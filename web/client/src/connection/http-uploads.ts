import { connectionHeader, maxHttpBodyBytes, offsetHeader, receivedHeader } from "../relay/relay-http.js";
import type { HttpDownloads } from "./http-downloads.js";
import type { HttpTerms } from "./http-terms.js";
import { Perseverance } from "./perseverance.js";
import { TransportLostError } from "./relay-transport.js";
import { delay, Pulse } from "./waiting.js";

const workers = 2;
const mostBatches = 3;

// While a request is under way, less than this is not worth another one.
const worthAnotherBytes = 512 * 1024;
const smallestBodyBytes = 16 * 1024;
const slowMilliseconds = 5000;
const fastMilliseconds = 1000;

/** Bytes on their way to the relay, and where in the stream they begin. */
interface Batch {
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  length: number;
}

/**
 * Sends the up stream of an HTTP connection in requests. What is written while requests are under way is collected and
 * goes with the next one, so that few large ones carry much and a lone frame goes at once. Two are under way at most: the
 * second one fills the time in which the first is answered.
 */
export class HttpUploads {
  readonly #address: string;
  readonly #terms: HttpTerms;
  readonly #bodyBytes: number;
  readonly #downloads: HttpDownloads;
  readonly #stop = new AbortController();
  readonly #work = new Pulse();
  readonly #room = new Pulse();
  readonly #full: Batch[] = [];
  #filling: Batch | undefined;
  #end = 0;
  #batches = 0;
  #underWay = 0;
  #confirmed = 0;
  #longestBody: number;
  #allowedBody: number;

  constructor(address: string, terms: HttpTerms, downloads: HttpDownloads) {
    this.#address = address;
    this.#terms = terms;
    this.#downloads = downloads;
    this.#bodyBytes = Math.min(terms.bodyBytes, maxHttpBodyBytes); // Whatever it allows: so much is set aside at once.
    this.#longestBody = this.#bodyBytes;
    this.#allowedBody = this.#bodyBytes;
    for (let worker = 0; worker < workers; worker++) {
      this.#run().catch(() => this.abort());
    }
  }

  /**
   * Takes bytes of the stream, as soon as there is room.
   * @throws TransportLostError when the connection is lost.
   */
  async write(bytes: Uint8Array): Promise<void> {
    for (let taken = 0; taken < bytes.length; ) {
      if (this.#stop.signal.aborted) {
        throw new TransportLostError("The connection to the relay was lost.");
      }

      const room = this.#room.next;
      const count = this.#append(bytes.subarray(taken));
      taken += count;
      if (count > 0) {
        this.#work.beat();
      } else {
        await room;
      }
    }
  }

  /** More of the down stream has come: the relay is told before it would have to pause. */
  noteReceived(): void {
    if (this.#isConfirmationDue()) {
      this.#work.beat();
    }
  }

  /** Waits until all that was written has been taken by the relay, or the connection is lost. */
  async drain(): Promise<void> {
    while (this.#batches > 0 && !this.#stop.signal.aborted) {
      await this.#room.next;
    }
  }

  /** Ends what is under way. */
  abort(): void {
    this.#stop.abort();
    this.#room.beat();
    this.#work.beat();
  }

  #append(bytes: Uint8Array): number {
    if (this.#filling === undefined) {
      if (this.#batches === mostBatches) {
        return 0;
      }

      this.#batches++;
      this.#filling = { offset: this.#end, bytes: new Uint8Array(this.#bodyBytes), length: 0 };
    }

    const batch = this.#filling;
    const count = Math.min(bytes.length, batch.bytes.length - batch.length);
    batch.bytes.set(bytes.subarray(0, count), batch.length);
    batch.length += count;
    this.#end += count;
    if (batch.length === batch.bytes.length) {
      this.#full.push(batch);
      this.#filling = undefined;
    }

    return count;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const work = this.#work.next;
      const batch = this.#tryTake();
      if (batch === undefined && !this.#isConfirmationDue()) {
        await work;
        continue;
      }

      this.#underWay++;
      await this.#send(batch);
      this.#underWay--;
      this.#batches -= batch === undefined ? 0 : 1;
      this.#room.beat();
      this.#work.beat();
    }
  }

  #tryTake(): Batch | undefined {
    const full = this.#full.shift();
    if (full !== undefined) {
      return full;
    }

    const filling = this.#filling;
    if (filling !== undefined && (this.#underWay === 0 || filling.length >= worthAnotherBytes || this.#isConfirmationDue())) {
      this.#filling = undefined;
      return filling;
    }

    return undefined;
  }

  #isConfirmationDue(): boolean {
    return !this.#downloads.polls && this.#downloads.received - this.#confirmed >= this.#terms.windowBytes / 4;
  }

  async #send(batch: Batch | undefined): Promise<void> {
    if (batch === undefined) {
      await this.#persist(0, new Uint8Array());
      return;
    }

    for (let sent = 0; sent < batch.length; ) {
      const piece = batch.bytes.subarray(sent, Math.min(batch.length, sent + this.#longestBody));
      const taken = await this.#persist(batch.offset + sent, piece);
      sent += Math.max(0, Math.min(taken - (batch.offset + sent), piece.length));
    }
  }

  /** Makes a request until it is answered; returns how much of the stream the relay has then. */
  async #persist(offset: number, piece: Uint8Array<ArrayBuffer>): Promise<number> {
    const perseverance = new Perseverance();
    for (;;) {
      const begun = performance.now();
      const answer = await this.#post(offset, piece).catch(() => undefined);
      const status = answer?.status;
      const taken = answer?.headers.get(offsetHeader) ?? "";
      const isTold = /^\d{1,16}$/.test(taken) || piece.length === 0; // The answer to a mere confirmation says nothing about the up stream.
      if ((status === 204 || status === 200) && isTold) {
        this.#adapt(performance.now() - begun);
        return Number(taken); // Whoever does not say how far it got is no relay, such as a page to log in to a network.
      }

      if (status === 413 && piece.length > smallestBodyBytes) {
        this.#allowedBody = Math.max(smallestBodyBytes, piece.length >> 1); // A proxy allows less than the relay.
        this.#longestBody = this.#allowedBody;
        return offset;
      }

      const pause = status === 404 || status === 409 ? undefined : perseverance.failed();
      if (pause === undefined) {
        throw new TransportLostError("The connection to the relay was lost.");
      }

      await delay(pause, this.#stop.signal);
    }
  }

  #post(offset: number, piece: Uint8Array<ArrayBuffer>): Promise<Response> {
    this.#confirmed = Math.max(this.#confirmed, this.#downloads.received);
    return fetch(this.#address, {
      method: "POST",
      headers: { [connectionHeader]: this.#terms.id, [offsetHeader]: String(offset), [receivedHeader]: String(this.#downloads.received) },
      body: piece,
      redirect: "error",
      credentials: "omit",
      signal: this.#stop.signal,
    });
  }

  // A request that takes long is in the way of everything behind it, pings among it, and meets timeouts of proxies.
  #adapt(tookMilliseconds: number): void {
    if (tookMilliseconds > slowMilliseconds) {
      this.#longestBody = Math.max(smallestBodyBytes, this.#longestBody >> 1);
    } else if (tookMilliseconds < fastMilliseconds) {
      this.#longestBody = Math.min(this.#allowedBody, this.#longestBody + smallestBodyBytes);
    }
  }
}
