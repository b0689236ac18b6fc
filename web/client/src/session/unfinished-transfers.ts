import { inFolder } from "../files/placements.js";
import { isPrivateFileInUse, listPrivateFiles, openPrivateFile, removePrivateFile } from "../files/staged-bytes.js";
import { StagedSink } from "../files/staged-sink.js";
import { placementOf } from "../files/staged-target.js";
import type { ShareContent } from "../share-content.js";
import { ShareError } from "../share-error.js";
import type { UnfinishedTransfer } from "../share-session.js";
import { KeptRecord } from "../state/kept-record.js";
import { allRecords, deleteRecord, getRecord, hasDatabase } from "../state/transfer-database.js";
import { type KeptSecrets, secretsOf } from "../state/transfer-keeper.js";
import { isHeld, tryHold } from "../state/transfer-lock.js";
import { lifetimeMilliseconds, type TransferRecord } from "../state/transfer-record.js";
import { createManifest, type Manifest } from "../transfer/manifest.js";
import { transferIdOf } from "../transfer/transfer-id.js";
import { maxChunkBytes } from "../transfer/transfer-limits.js";
import { IncomingTransfer } from "../transfers/incoming-transfer.js";
import { readContent } from "../transfers/outgoing-content.js";
import type { LocalSession } from "./local-session.js";

/** A transfer that another page began and this one goes on with. */
export interface Reopening {
  readonly kept: KeptRecord;
  readonly secrets: KeptSecrets;

  /** Does no more for it: another page, or this one, can. */
  release(): Promise<void>;

  /** Lets it go on in a session that has not started. */
  continueIn(session: LocalSession): void;
}

/** All that can go on, the newest first. Forgets what is too old, and what was left of transfers that are over. */
export async function listUnfinished(): Promise<readonly UnfinishedTransfer[]> {
  if (!(await hasDatabase())) {
    return [];
  }

  const records = await allRecords();
  const isOld = ({ createdAt }: TransferRecord) => Date.now() - createdAt >= lifetimeMilliseconds;
  for (const record of records.filter(isOld)) {
    await forget(record.id);
  }

  await sweep(new Set(records.map(({ id }) => id)));
  const young = records.filter((record) => !isOld(record) && (record.isAccepted || !record.isSending));
  const found = await Promise.all(young.map(describe));
  return found.sort((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
}

/** Forgets one, and what has arrived of it. */
export async function discardUnfinished({ id }: UnfinishedTransfer): Promise<void> {
  await forget(id);
}

/**
 * Takes hold of one, to go on with it.
 * @param files For a sender: the same files again.
 * @throws ShareError when it is gone, another page works on it, or the files are others.
 */
export async function reopen({ id }: UnfinishedTransfer, files: ShareContent | undefined): Promise<Reopening> {
  const record = await getRecord(id);
  const lock = record === undefined ? undefined : await tryHold(id);
  const secrets = record === undefined ? undefined : await secretsOf(record);
  if (record === undefined || lock === undefined || secrets === undefined) {
    lock?.release();
    throw new ShareError(
      "nothingToResume",
      record === undefined || secrets === undefined
        ? "This transfer is not there any more."
        : "This transfer is already being continued in another tab.",
    );
  }

  const kept = new KeptRecord(record, lock);
  try {
    const manifest = manifestOf(record);
    return record.isSending ? sending(kept, secrets, manifest, files) : await receiving(kept, secrets, manifest);
  } catch (error) {
    await kept.release();
    throw error;
  }
}

function sending(kept: KeptRecord, secrets: KeptSecrets, manifest: Manifest, files: ShareContent | undefined): Reopening {
  const content = files?.kind === "files" ? readContent(files) : undefined;
  const again = new Map(content?.manifest?.items.map((item) => [item.path, item]));
  const isSame = manifest.items.every(
    ({ path, size, modified }) => again.get(path)?.size === size && again.get(path)?.modified === modified,
  );
  if (content === undefined || !isSame || files?.kind !== "files") {
    throw new ShareError(
      "sourceChanged",
      "These are not the files of that transfer, or they have changed.",
      "Choose the same files again, or discard the transfer.",
    );
  }

  const places = new Map(manifest.items.map(({ path }, place) => [path, place]));
  const inOrder = (one: { path: string }, other: { path: string }) => (places.get(one.path) ?? 0) - (places.get(other.path) ?? 0);
  const ordered = readContent({ ...files, files: files.files.filter(({ path }) => places.has(path)).sort(inOrder) });
  return {
    kept,
    secrets,
    release: () => kept.release(),
    continueIn: (session) => session.resumeSending(transferIdOf(kept.id), ordered, kept),
  };
}

async function receiving(kept: KeptRecord, secrets: KeptSecrets, manifest: Manifest): Promise<Reopening> {
  const { record } = kept;
  const terms = { kind: "files", chunkBytes: maxChunkBytes, items: manifest.items.length, bytes: manifest.totalBytes } as const;
  const transfer = IncomingTransfer.reopened({ id: transferIdOf(record.id), terms, manifest, isComplete: false }, kept);
  const placement =
    record.folder === undefined
      ? placementOf({ kind: "download", as: record.target === "zip" ? "zip" : "files" }, record.id, true, false)
      : inFolder(record.folder);
  const bytes = await openPrivateFile(record.id);
  const isThere = bytes.length >= endOfStored(manifest, record);
  const sink = new StagedSink(manifest, bytes, placement, kept, record.extents, isThere ? record.stored : 0);
  return {
    kept,
    secrets,
    release: async () => {
      await sink.close(true);
      await kept.release();
    },
    continueIn: (session) => session.resumeReceiving(transfer, (feed, signal) => transfer.run(sink, feed, signal)),
  };
}

/** How long the staged bytes are at least, if what the record says is still there. */
function endOfStored(manifest: Manifest, { stored, extents }: TransferRecord): number {
  const ends = manifest.items.map(({ size }, place) => {
    const count = manifest.failed.has(place) ? 0 : Math.min(size, stored - manifest.startOf(place));
    return count > 0 ? (extents[place] ?? 0) + count : 0;
  });
  return ends.reduce((longest, end) => Math.max(longest, end), 0);
}

function manifestOf(record: TransferRecord): Manifest {
  const { manifest } = createManifest(record.items, "unix");
  if (manifest === undefined) {
    throw new ShareError("nothingToResume", "What was kept of this transfer is damaged.", "Discard it, and ask for it again.");
  }

  for (const item of record.failed) {
    manifest.fail(item);
  }

  return manifest;
}

async function describe(record: TransferRecord): Promise<UnfinishedTransfer> {
  return {
    id: record.id,
    isSending: record.isSending,
    relay: record.relay,
    names: [...new Set(record.items.map(({ path }) => path.split("/", 1)[0] ?? path))],
    files: record.items.filter(({ kind }) => kind === "file").length,
    bytes: record.items.reduce((sum, { size }) => sum + size, 0),
    safeBytes: record.stored,
    startedAt: new Date(record.createdAt),
    expiresAt: new Date(record.createdAt + lifetimeMilliseconds),
    isRunning: await isHeld(record.id),
    needsFiles: record.isSending,
  };
}

async function forget(id: string): Promise<void> {
  await deleteRecord(id);
  await removePrivateFile(id).catch(() => {}); // Another page holds it open: it is swept later.
}

/** Removes bytes that belong to no unfinished transfer and to no page that is open. */
async function sweep(known: ReadonlySet<string>): Promise<void> {
  const names = await listPrivateFiles().catch(() => []);
  for (const name of names) {
    if (!known.has(name) && !(await isPrivateFileInUse(name))) {
      await removePrivateFile(name);
    }
  }
}
