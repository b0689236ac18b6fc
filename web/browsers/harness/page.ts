import {
  createWorkerClient,
  type IncomingOffer,
  type ReceiveTarget,
  type ShareSession,
  type ShareStatus,
  type Transfer,
  type TransferSummary,
} from "sharencrypt";
import { dataChannel } from "./data-channel.js";
import { echoOverSession, roundTripsOverSession } from "./round-trips.js";

/** What a test does with the library in a page. Everything that it returns can be passed out of the browser. */
const client = createWorkerClient(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
const statuses: ShareStatus["kind"][] = [];
const progress: number[] = [];
let session: ShareSession | undefined;
let ending: Promise<unknown> | undefined;
let longestTaskMilliseconds = 0;
let prepared = new Blob();
let lastReceived: { readonly blob: Blob } | undefined;

new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    longestTaskMilliseconds = Math.max(longestTaskMilliseconds, entry.duration);
  }
}).observe({ type: "longtask", buffered: true });

function keep(opened: ShareSession): void {
  session = opened;
  (async () => {
    for await (const status of opened.status()) {
      statuses.push(status.kind);
    }
  })().catch(() => {});
}

function current(): ShareSession {
  if (session === undefined) {
    throw new Error("There is no session.");
  }

  return session;
}

async function hash(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The hash of a blob too long for the memory: of the hashes of its pieces of 64 MiB. */
async function longHash(blob: Blob): Promise<string> {
  const piece = 64 * 1024 * 1024;
  let hashes = "";
  for (let offset = 0; offset < blob.size; offset += piece) {
    hashes += await hash(blob.slice(offset, offset + piece));
  }

  return hashes;
}

/** Bytes that both ends can make: a counter-mode key stream of a fixed key. */
async function pattern(megabytes: number): Promise<Blob> {
  const piece = 1024 * 1024;
  const parts: Blob[] = [];
  const bytes = new Uint8Array(piece);
  for (let part = 0; part < megabytes; part++) {
    new Uint32Array(bytes.buffer).forEach((_, place, words) => {
      words[place] = Math.imul(place + part * 262_144 + 1, 2_654_435_761);
    });
    parts.push(new Blob([bytes]));
  }

  return new Blob(parts);
}

async function follow(transfer: Transfer): Promise<TransferSummary> {
  for await (const step of transfer) {
    progress.push(step.confirmedBytes);
  }

  return transfer.summary;
}

async function describe(summary: TransferSummary): Promise<object> {
  const received = await Promise.all(
    (summary.received ?? []).map(async ({ path, blob }) => ({ path, bytes: blob.size, hash: await longHash(blob) })),
  );
  const { bytes, files, failed, saved, text, elapsedMilliseconds } = summary;
  return { bytes, files, failed, saved, text, elapsedMilliseconds, received };
}

async function receive(target: ReceiveTarget, isHashed = true): Promise<object> {
  const offer: IncomingOffer | undefined = await current().receiveOffer();
  if (offer === undefined) {
    throw new Error("Nothing was offered.");
  }

  const summary = await follow(offer.accept(target));
  [lastReceived] = summary.received ?? [];
  return isHashed ? describe(summary) : { bytes: summary.bytes };
}

/** Receives without keeping anything. */
async function receiveCounting(): Promise<object> {
  let bytes = 0;
  const summary = await receive({
    kind: "stream",
    stream: new WritableStream<Uint8Array>({
      write(chunk) {
        bytes += chunk.length;
      },
    }),
  });
  return { ...summary, bytes };
}

const harness = {
  dataChannel,
  statuses,
  progress,
  abilities: () => client.abilities(),
  longestTask: () => longestTaskMilliseconds,
  open: async (relay: string, chosenCode: string, keepsTransfers = false) => {
    keep(await client.open({ relay, chosenCode, keepsTransfers }));
    return current().link;
  },
  join: async (relay: string, code: string, keepsTransfers = false) => {
    keep(await client.join(code, { relay, keepsTransfers }));
  },
  phrase: () => current().waitForPeer(),
  sendText: async (text: string) => describe(await follow(current().send({ kind: "text", text }))),
  sendPattern: async (path: string, megabytes: number) =>
    describe(await follow(current().send({ kind: "files", files: [{ path, file: await pattern(megabytes) }] }))),
  prepare: async (megabytes: number) => {
    prepared = await pattern(megabytes);
  },
  sendPrepared: async () => describe(await follow(current().send({ kind: "files", files: [{ path: "prepared.bin", file: prepared }] }))),
  patternHash: async (megabytes: number) => longHash(await pattern(megabytes)),
  sendChosen: async () => {
    const input = document.querySelector("input");
    const files = [...(input?.files ?? [])].map((file) => ({ path: file.name, file }));
    return describe(await follow(current().send({ kind: "files", files })));
  },
  chooser: () => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    document.body.append(input);
  },
  receiveText: () => receive({ kind: "text" }),
  receiveFiles: (as: "files" | "zip" = "files") => receive({ kind: "download", as }),
  hashOfReceived: () => longHash(lastReceived?.blob ?? new Blob()),
  receiveUnhashed: () => receive({ kind: "download", as: "files" }, false),
  receiveCounting,
  roundTrips: (warmUp: number, count: number) => roundTripsOverSession(current(), warmUp, count),
  echo: () => echoOverSession(current()),
  begin: (what: Promise<unknown>) => {
    ending = what;
    what.catch(() => {});
  },
  ending: () => ending,
  unfinished: async () =>
    (await client.unfinished()).map(({ startedAt, expiresAt, ...rest }) => ({
      ...rest,
      startedAt: startedAt.getTime(),
      expiresAt: expiresAt.getTime(),
    })),
  resume: async () => {
    const [first] = await client.unfinished();
    if (first === undefined) {
      throw new Error("There is nothing to resume.");
    }

    keep(await client.resume(first, { relay: first.relay }));
    const resumed = current().takeResumed();
    if (resumed === undefined) {
      throw new Error("It does not go on with anything.");
    }

    return describe(await follow(resumed.transfer));
  },
  discard: async () => {
    for (const transfer of await client.unfinished()) {
      await client.discard(transfer);
    }
  },
  close: () => current().close(),
  leave: () => current().leave(),
};

Object.assign(globalThis, { harness });
