import { Meeting } from "../../src/channel/meeting.js";
import type { MeetingSecrets } from "../../src/channel/meeting-secrets.js";
import { RoomEntry } from "../../src/connection/room-entry.js";
import { asFiles } from "../../src/files/placements.js";
import type { StagedBytes } from "../../src/files/staged-bytes.js";
import { type StagedJournal, StagedSink } from "../../src/files/staged-sink.js";
import { roomNameOf } from "../../src/relay/room-name.js";
import type { Role } from "../../src/sealing/role.js";
import { LocalSession } from "../../src/session/local-session.js";
import type { ShareContent } from "../../src/share-content.js";
import type { KeptTransfer } from "../../src/state/kept-transfer.js";
import { createManifest, type Manifest } from "../../src/transfer/manifest.js";
import { drawTransferId, type TransferId } from "../../src/transfer/transfer-id.js";
import type { TransferItem } from "../../src/transfer/transfer-item.js";
import { maxChunkBytes } from "../../src/transfer/transfer-limits.js";
import type { TransferSummary } from "../../src/transfer-progress.js";
import { IncomingTransfer } from "../../src/transfers/incoming-transfer.js";
import { readContent } from "../../src/transfers/outgoing-content.js";
import { OutgoingTransfer } from "../../src/transfers/outgoing-transfer.js";
import { ProgressFeed } from "../../src/transfers/progress-feed.js";
import { SessionEvents } from "../../src/transfers/session-events.js";
import { MortalPeer } from "./mortal-peer.js";
import { TestRelay } from "./test-relay.js";

const password = new Uint8Array(32).fill(7);
// Of one that outlives a peer.
const diskBytes = 80 * 1024 * 1024;
const never = new AbortController().signal;

/** What a record in the database holds. */
class Kept implements KeptTransfer, StagedJournal {
  readonly id: TransferId;
  isAccepted: boolean;
  isErased = false;
  items: readonly TransferItem[] = [];
  extents: readonly number[] = [];
  stored = 0;
  failed: readonly number[] = [];

  /** From which byte on the stream was wanted when it was offered last. */
  wentOnAt = 0;

  /** Called when bytes are safe. */
  stores: () => void = () => {};

  constructor(id: TransferId, isAccepted: boolean) {
    this.id = id;
    this.isAccepted = isAccepted;
  }

  accept(): void {
    this.isAccepted = true;
  }

  note(): void {
    // For people only.
  }

  onStored(stored: number): void {
    this.stored = stored;
    this.stores();
  }

  onReplaced(manifest: Manifest, extents: readonly number[], stored: number): void {
    this.items = manifest.items;
    this.extents = extents;
    this.stored = stored;
    this.wentOnAt = stored;
    this.failed = [...manifest.failed];
  }

  onFailed(item: number): void {
    this.failed = [...this.failed, item];
  }

  async erase(): Promise<void> {
    this.isErased = true;
  }

  async release(): Promise<void> {
    // Nobody else is there.
  }
}

/** A file whose unflushed bytes are gone with the power. */
class Disk implements StagedBytes {
  readonly isDurable = true;
  #safe = new Uint8Array();
  #written = new Uint8Array(diskBytes);
  length = 0;

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    this.#written.set(bytes, offset);
    this.length = Math.max(this.length, offset + bytes.length);
  }

  async flush(): Promise<void> {
    this.#safe = this.#written.slice(0, this.length);
  }

  async finish(): Promise<Blob> {
    await this.flush();
    return new Blob([this.#written.slice(0, this.length)]);
  }

  async close(): Promise<void> {
    // It outlives whoever writes.
  }

  async remove(): Promise<void> {
    this.length = 0;
  }

  /** What is there after the power was gone. */
  crash(): Disk {
    const disk = new Disk();
    disk.#written.fill(0xee);
    disk.#written.set(this.#safe);
    disk.length = this.#safe.length;
    return disk;
  }
}

interface Side {
  readonly peer: MortalPeer;
  readonly session: LocalSession;
  readonly events: SessionEvents;
  readonly meeting: Meeting;
}

async function start(role: Role, peer: MortalPeer, secrets?: MeetingSecrets): Promise<Side> {
  const events = new SessionEvents(role);
  const room = roomNameOf("holiday");
  const meeting =
    secrets === undefined
      ? Meeting.first(role, role === "host" ? RoomEntry.host(room) : RoomEntry.guest(room), password, peer, role, events)
      : Meeting.again(secrets, peer, role, events);
  events.meeting = meeting;
  await meeting.enter(never);
  const session = new LocalSession({ events, meeting, code: "", link: "", relay: "", keeper: undefined });
  return { peer, session, events, meeting };
}

function manifestOf(kept: Kept): Manifest {
  const { manifest } = createManifest(kept.items, "unix");
  if (manifest === undefined) {
    throw new Error("What was kept is damaged.");
  }

  for (const item of kept.failed) {
    manifest.fail(item);
  }

  return manifest;
}

/** A sender and a receiver, one or both of whom end in the middle; the database and the browser's disk are memory that outlives them. */
export class Restart {
  readonly relay: TestRelay = new TestRelay();
  readonly sent: Kept = new Kept(drawTransferId(), false);
  received: Kept | undefined;
  disk: Disk = new Disk();
  #onCheckpoint: () => void = () => {};
  #host: Side | undefined;
  #guest: Side | undefined;
  #secrets: { readonly host: MeetingSecrets | undefined; readonly guest: MeetingSecrets | undefined } | undefined;
  #sending: Promise<TransferSummary> | undefined;
  #receiving: Promise<TransferSummary> | undefined;

  async begin(files: ShareContent, moment: number | "checkpoint", dying: readonly Role[]): Promise<void> {
    const died = new Promise<void>((resolve) => {
      const die = () => {
        for (const role of dying) {
          (role === "host" ? this.#host : this.#guest)?.peer.die();
        }

        resolve();
      };
      this.relay.passed = ({ number }) => {
        if (number === moment) {
          die();
        }
      };
      this.#onCheckpoint = moment === "checkpoint" ? die : () => {};
    });
    const host = await start("host", new MortalPeer(this.relay));
    this.#host = host;
    host.meeting.start();
    const guest = await start("guest", new MortalPeer(this.relay));
    this.#guest = guest;
    guest.meeting.start();
    this.#sending = this.#send(host, files);
    this.#receiving = this.#receive(guest);
    this.#sending.catch(() => {});
    this.#receiving.catch(() => {});
    await Promise.race([died, Promise.all([this.#sending, this.#receiving])]);
    this.#secrets = { host: host.meeting.secrets, guest: guest.meeting.secrets };
    for (const role of dying) {
      const side = role === "host" ? host : guest;
      await side.session.leave();
      await (role === "host" ? this.#sending : this.#receiving).catch(() => {});
    }
  }

  /** Starts who died again; undefined when there was nothing to go on with. */
  async goOn(files: ShareContent, dying: readonly Role[]): Promise<{ sent: TransferSummary; received: TransferSummary } | undefined> {
    const { received } = this;
    const hostSecrets = this.#secrets?.host;
    const guestSecrets = this.#secrets?.guest;
    if (received === undefined || received.isErased || !this.sent.isAccepted || hostSecrets === undefined || guestSecrets === undefined) {
      return undefined;
    }

    if (dying.includes("host")) {
      const side = await start("host", new MortalPeer(this.relay), hostSecrets);
      side.session.resumeSending(this.sent.id, readContent(files), this.sent);
      side.meeting.start();
      this.#sending = side.session.takeResumed()?.transfer.summary;
      this.#host = side;
    }

    if (dying.includes("guest")) {
      this.disk = this.disk.crash();
      const side = await start("guest", new MortalPeer(this.relay), guestSecrets);
      const manifest = manifestOf(received);
      const terms = { kind: "files", chunkBytes: maxChunkBytes, items: manifest.items.length, bytes: manifest.totalBytes } as const;
      const transfer = IncomingTransfer.reopened({ id: this.sent.id, terms, manifest, isComplete: false }, received);
      const sink = new StagedSink(manifest, this.disk, asFiles(), received, received.extents, received.stored);
      side.session.resumeReceiving(transfer, (feed) => transfer.run(sink, feed, never));
      side.meeting.start();
      this.#receiving = side.session.takeResumed()?.transfer.summary;
      this.#guest = side;
    }

    const [sent, done] = await Promise.all([this.#sending, this.#receiving]);
    await Promise.all([this.#host?.session.close(), this.#guest?.session.close()]);
    return sent === undefined || done === undefined ? undefined : { sent, received: done };
  }

  async leave(): Promise<void> {
    await Promise.all([this.#host?.session.leave(), this.#guest?.session.leave()]);
  }

  async #send(host: Side, files: ShareContent): Promise<TransferSummary> {
    await host.session.waitForPeer();
    const feed = new ProgressFeed(async () => {
      const transfer = new OutgoingTransfer(this.sent.id, readContent(files), this.sent, false, feed);
      host.events.add(transfer);
      return transfer.run(never).finally(() => host.events.removeOutgoing(transfer));
    });
    return feed.summary;
  }

  async #receive(guest: Side): Promise<TransferSummary> {
    const transfer = await guest.events.offers.take();
    if (!(transfer instanceof IncomingTransfer) || transfer.manifest === undefined) {
      throw new Error("Nothing was offered.");
    }

    const { manifest } = transfer;
    const kept = new Kept(this.sent.id, true);
    kept.onReplaced(
      manifest,
      manifest.items.map((_, place) => manifest.startOf(place)),
      0,
    );
    this.received = kept;
    kept.stores = () => {
      this.#onCheckpoint();
      this.#onCheckpoint = () => {};
    };
    transfer.kept = kept;
    const sink = new StagedSink(manifest, this.disk, asFiles(), kept, kept.extents);
    const feed = new ProgressFeed(() => transfer.run(sink, feed, never).finally(() => guest.events.removeIncoming(transfer)));
    return feed.summary;
  }
}
