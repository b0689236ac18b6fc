import { randomFillSync } from "node:crypto";
import type { ReceiveTarget } from "../../src/receive-target.js";
import type { ShareContent } from "../../src/share-content.js";
import type { ShareOptions, ShareSession } from "../../src/share-session.js";
import type { TransferSummary } from "../../src/transfer-progress.js";
import type { TestRelay } from "./test-relay.js";

export const code = "holiday-secret-phrase";
export const options: ShareOptions = { relay: "http://relay.test" };

/** How one side ended: its summary, or why not. */
export type Ending = { readonly summary?: TransferSummary; readonly error?: unknown };

/** A sender and a receiver under one code, over a relay in memory. */
export class Pair {
  readonly host: ShareSession;
  readonly guest: ShareSession;

  private constructor(host: ShareSession, guest: ShareSession) {
    this.host = host;
    this.guest = guest;
  }

  static async meet(relay: TestRelay): Promise<Pair> {
    const host = await relay.client.open({ ...options, chosenCode: code });
    return new Pair(host, await relay.client.join(code, options));
  }

  /**
   * Sends a content from the host into a target of the guest. A side that fails leaves, as a program would. Whoever may hold
   * everything up passes in by what the people give up.
   */
  async transfer(
    content: ShareContent,
    target: ReceiveTarget,
    giveUp: AbortController = new AbortController(),
  ): Promise<{ sender: Ending; receiver: Ending }> {
    const { signal } = giveUp;
    const sending = run(this.host, () => this.host.send(content, { signal }).summary);
    const receiving = run(this.guest, () => this.receive(target, signal));
    const [sender, receiver] = await Promise.all([sending, receiving]);
    return { sender, receiver };
  }

  async receive(target: ReceiveTarget, signal?: AbortSignal): Promise<TransferSummary> {
    const stop = signal === undefined ? {} : { signal };
    const offer = await this.guest.receiveOffer(stop);
    if (offer === undefined) {
      throw new Error("Nothing was offered.");
    }

    return offer.accept(target, stop).summary;
  }

  async leave(): Promise<void> {
    await Promise.all([this.host.leave(), this.guest.leave()]);
  }
}

async function run(session: ShareSession, side: () => Promise<TransferSummary>): Promise<Ending> {
  try {
    return { summary: await side() };
  } catch (error) {
    await session.leave();
    return { error };
  }
}

/** Bytes that nothing else has. */
export function random(bytes: number): Uint8Array<ArrayBuffer> {
  return randomFillSync(new Uint8Array(bytes));
}

/** Files to send. */
export function filesOf(entries: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): Extract<ShareContent, { kind: "files" }> {
  const files = Object.entries(entries).map(([path, bytes]) => ({
    path,
    file: new File([bytes], path, { lastModified: 1_700_000_000_000 }),
  }));
  return { kind: "files", files };
}

/** What arrived, by path. */
export async function arrived(summary: TransferSummary | undefined): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const { path, blob } of summary?.received ?? []) {
    files.set(path, new Uint8Array(await blob.arrayBuffer()));
  }

  return files;
}

/** A stream that is read only once. */
export function streamOf(bytes: Uint8Array, pieceBytes: number = 65_536): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at === bytes.length) {
        controller.close();
        return;
      }

      controller.enqueue(bytes.slice(at, at + pieceBytes));
      at = Math.min(bytes.length, at + pieceBytes);
    },
  });
}

/** Takes what is written. */
export class Collector {
  readonly #parts: Uint8Array[] = [];
  readonly stream: WritableStream<Uint8Array> = new WritableStream<Uint8Array>({ write: (part) => void this.#parts.push(part.slice()) });

  get bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }
}

/** Whether two byte arrays are equal; of large ones the assertion library would be slow to tell. */
export function equal(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}
