import type { OfferItem, ShareContent, ShareErrorCode, TransferProgress } from "../src/library.js";
import type { AppStore } from "../src/state/app-store.js";
import type { ScriptedClient, ScriptedTransfer } from "./scripted-client.js";
import { ScriptedError } from "./scripted-client.js";

/** What a scene plays with. `clock` is the page's clock, moved by the scene. */
export interface Stage {
  readonly app: AppStore;
  readonly client: ScriptedClient;
  readonly clock: { now: number };
}

export type Scene = (stage: Stage) => Promise<void> | void;

const names = [
  "holiday/beach at noon.jpg",
  "holiday/harbour.jpg",
  "holiday/the long road to the lighthouse, evening of the second day.mp4",
];
const more = Array.from({ length: 9 }, (_, place) => `holiday/raw/DSC_${4210 + place}.NEF`);

export const items: readonly OfferItem[] = [
  ...[...names, ...more].map((path, place) => item(path, 4_200_000 + place * 31_370_000)),
  item("notes.pdf", 812_000),
  { ...item("setup.exe", 61_000_000), isExecutable: true },
  { ...item("holiday/.picasa.ini", 412), isHidden: true },
  { ...item("holiday/empty", 0), isFolder: true },
];
const totalBytes = items.reduce((sum, each) => sum + each.bytes, 0);

function item(path: string, bytes: number): OfferItem {
  return { path, bytes, isFolder: false, isExecutable: false, isHidden: false };
}

/** Files of any size without their bytes. */
export function contentOf(from: readonly OfferItem[]): ShareContent {
  const file = (bytes: number): Blob => Object.defineProperty(new Blob([]), "size", { value: bytes });
  return {
    kind: "files",
    files: from.filter((each) => !each.isFolder).map(({ path, bytes }) => ({ path, file: file(bytes) })),
    emptyFolders: from.filter((each) => each.isFolder).map((each) => each.path),
  };
}

/** Lets everything that waits go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}

/** Moves a transfer through the files until a part of it is there, at a rate that looks like a real one. */
export async function advance(
  stage: Stage,
  transfer: ScriptedTransfer | undefined,
  from: readonly OfferItem[],
  part: number,
): Promise<void> {
  const total = from.reduce((sum, each) => sum + each.bytes, 0);
  const steps = 48;
  for (let step = 1; step <= steps; step++) {
    stage.clock.now += 1000;
    const wave = 1 + Math.sin(step / 3) * 0.012 + Math.sin(step * 2.3) * 0.006;
    transfer?.step(progressAt(from, Math.floor(total * part * Math.min(1, (step / steps) * (step === steps ? 1 : wave)))));
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await settle();
}

function progressAt(from: readonly OfferItem[], confirmedBytes: number): TransferProgress {
  const total = from.reduce((sum, each) => sum + each.bytes, 0);
  let before = 0;
  const current = from.findIndex((each) => {
    if (confirmedBytes < before + each.bytes) return true;
    before += each.bytes;
    return false;
  });
  const place = current < 0 ? from.length : current;
  return {
    confirmedBytes,
    totalBytes: total,
    confirmedItems: place,
    totalItems: from.length,
    currentItem: current < 0 ? undefined : current,
    currentBytes: confirmedBytes - before,
  };
}

async function sending(stage: Stage, part: number): Promise<ScriptedTransfer | undefined> {
  stage.app.send(contentOf(items));
  await settle();
  stage.client.session.meet();
  await settle();
  const transfer = stage.client.session.sent[0];
  if (part > 0) await advance(stage, transfer, sentItems, part);
  return transfer;
}

/** In the order in which they are sent: files, then empty folders. */
export const sentItems: readonly OfferItem[] = [...items.filter((each) => !each.isFolder), ...items.filter((each) => each.isFolder)];

async function offered(stage: Stage): Promise<void> {
  stage.app.join("4821-velvet-comet");
  await settle();
  stage.client.session.meet();
  stage.client.session.offer({ kind: "files", items, totalBytes });
  await settle();
}

async function receiving(stage: Stage, part: number): Promise<ScriptedTransfer | undefined> {
  await offered(stage);
  const store = stage.app.session?.value.transfers[0];
  void store?.accept({ kind: "download", as: "zip" }, { savedTo: "downloads" });
  await settle();
  const transfer = stage.client.session.accepted[0];
  if (part > 0) await advance(stage, transfer, items, part);
  return transfer;
}

const summary = { bytes: totalBytes, files: items.length, elapsedMilliseconds: 161_000, failed: [], saved: [] };

function joinFails(code: ShareErrorCode): Scene {
  return async ({ app, client }) => {
    client.error = code;
    app.join("4821-velvet-comet");
    await settle();
  };
}

const unfinished = {
  relay: "https://share.example/",
  startedAt: new Date("2026-11-24T18:00:00Z"),
  expiresAt: new Date("2026-12-01T18:00:00Z"),
  isRunning: false,
  needsFiles: false,
};

export const scenes: Readonly<Record<string, Scene>> = {
  landing: ({ app }) => app.show({ kind: "landing" }),
  "landing-unfinished": async ({ app, client }) => {
    client.kept = [
      {
        ...unfinished,
        id: "1",
        isSending: false,
        names: ["holiday", "notes.pdf"],
        files: 214,
        bytes: 2_400_000_000,
        safeBytes: 960_000_000,
      },
      {
        ...unfinished,
        id: "2",
        isSending: true,
        names: ["film.mov"],
        files: 1,
        bytes: 8_100_000_000,
        safeBytes: 7_200_000_000,
        needsFiles: true,
      },
      { ...unfinished, id: "3", isSending: true, names: ["plans.zip"], files: 1, bytes: 61_000_000, safeBytes: 1_000_000, isRunning: true },
    ];
    await app.lookForUnfinished();
  },
  write: ({ app }) => app.show({ kind: "write", text: "The door code is 1234.\nSee you at eight." }),
  join: async ({ app }) => {
    app.show({ kind: "join", codeOrLink: "https://share.example/#4821-velvet-comet" });
    await settle();
  },
  "join-memory": async ({ app, client }) => {
    client.able = { canChooseFolder: false, downloads: "memory", mostBytes: 500_000_000, canResume: false };
    app.show({ kind: "join", codeOrLink: "4821-velvet-comet@relay.example:8443" });
    await settle();
  },
  "making-code": async ({ app, client }) => {
    client.error = "never";
    app.send(contentOf(items));
    await settle();
  },
  waiting: async ({ app }) => {
    app.send(contentOf(items));
    await settle();
  },
  "wrong-guess": async ({ app, client }) => {
    app.send(contentOf(items.slice(0, 1)));
    await settle();
    client.session.statuses.push({ kind: "peerArrived" }, { kind: "wrongGuess", count: 1 });
    await settle();
  },
  proposed: async (stage) => void (await sending(stage, 0)),
  sending: async (stage) => void (await sending(stage, 0.42)),
  "sending-away": async (stage) => {
    await sending(stage, 0.42);
    stage.client.session.statuses.push({ kind: "peerAway" });
    await settle();
  },
  "sending-lost": async (stage) => {
    await sending(stage, 0.71);
    stage.client.session.statuses.push({ kind: "relayLost" });
    await settle();
  },
  sent: async (stage) => {
    (await sending(stage, 1))?.finish(summary);
    await settle();
  },
  "sent-some": async (stage) => {
    const failed = [
      { path: names[1] ?? "", reason: "changed" },
      { path: "notes.pdf", reason: "unreadable" },
    ];
    (await sending(stage, 1))?.finish({ ...summary, files: items.length - 2, failed });
    await settle();
  },
  "declined-by-them": async (stage) => {
    (await sending(stage, 0))?.fail(new ScriptedError("declined"));
    await settle();
  },
  "cancelled-by-them": async (stage) => {
    (await sending(stage, 0.3))?.fail(new ScriptedError("peerCancelled"));
    await settle();
  },
  "stopped-by-us": async (stage) => {
    await sending(stage, 0.3);
    stage.app.session?.value.transfers[0]?.stop();
    await settle();
  },
  offer: offered,
  "offer-too-large": async (stage) => {
    stage.client.able = { canChooseFolder: false, downloads: "disk", mostBytes: 900_000_000, canResume: true };
    await offered(stage);
  },
  "offer-text": async ({ app, client }) => {
    app.join("4821-velvet-comet");
    client.session.meet();
    client.session.offer({ kind: "text", totalBytes: 42 });
    await settle();
  },
  "offer-many": async ({ app, client }) => {
    app.join("4821-velvet-comet");
    client.session.meet();
    const many = Array.from({ length: 10_000 }, (_, place) => item(`archive/${place % 40}/page ${place}.tiff`, 1_000_000 + place));
    client.session.offer({ kind: "files", items: many, totalBytes: many.reduce((sum, each) => sum + each.bytes, 0) });
    await settle();
  },
  "connected-nothing-yet": async ({ app, client }) => {
    app.join("4821-velvet-comet");
    client.session.meet();
    await settle();
  },
  receiving: async (stage) => void (await receiving(stage, 0.63)),
  saved: async (stage) => {
    (await receiving(stage, 1))?.finish({ ...summary, saved: ["holiday", "notes.pdf", "setup (1).exe"] });
    await settle();
  },
  "saved-downloads": async (stage) => {
    const received = [names[1] ?? "", "notes.pdf"].map((path) => ({ path, blob: new Blob(["%"]) }));
    (await receiving(stage, 1))?.finish({ ...summary, saved: ["holiday", "notes.pdf"], received });
    await settle();
  },
  text: async ({ app, client }) => {
    app.join("4821-velvet-comet");
    client.session.meet();
    client.session.offer({ kind: "text", totalBytes: 42 });
    await settle();
    void app.session?.value.transfers[0]?.accept({ kind: "text" }, { savedTo: "text" });
    await settle();
    const text = "The door code is 1234.\nSee you at eight. <b>This is text</b>, never markup.";
    client.session.accepted[0]?.finish({ ...summary, bytes: 42, files: 0, elapsedMilliseconds: 90, text });
    await settle();
  },
  "disk-full": async (stage) => {
    (await receiving(stage, 0.4))?.fail(new ScriptedError("diskFull"));
    await settle();
  },
  "peer-left": async (stage) => {
    await sending(stage, 0.4);
    stage.client.session.end("peerLeft");
    await settle();
  },
  "sent-and-left": async (stage) => {
    (await sending(stage, 1))?.finish(summary);
    await settle();
    stage.client.session.end();
    await settle();
  },
  "wrong-code": joinFails("codeWrong"),
  "code-used": joinFails("codeUsed"),
  "relay-unreachable": joinFails("relayUnreachable"),
  "too-many-guesses": async ({ app, client }) => {
    app.send(contentOf(items));
    await settle();
    client.session.end("tooManyGuesses");
    await settle();
  },
};
