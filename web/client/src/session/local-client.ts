import { Meeting } from "../channel/meeting.js";
import { drawSecret, type ShareCode } from "../codes/share-code.js";
import { composeLink } from "../codes/share-link.js";
import { ReconnectSchedule } from "../connection/reconnect-schedule.js";
import { ShareRelayConnector } from "../connection/relay-connector.js";
import type { RelayConnector } from "../connection/relay-transport.js";
import { RoomEntry } from "../connection/room-entry.js";
import { delay } from "../connection/waiting.js";
import type { SocketConstructor } from "../connection/web-socket-transport.js";
import { hasPrivateDisk, mostMemoryBytes } from "../files/staged-bytes.js";
import { freeBytes } from "../files/staged-target.js";
import type { ReceiveAbilities } from "../receive-target.js";
import { asciiBytes } from "../sealing/bytes.js";
import type { Role } from "../sealing/role.js";
import type { ShareClient } from "../share-client.js";
import type { ShareContent } from "../share-content.js";
import { ShareError } from "../share-error.js";
import type { ShareOptions, ShareSession, UnfinishedTransfer } from "../share-session.js";
import type { ShareStatus } from "../share-status.js";
import { hasDatabase } from "../state/transfer-database.js";
import { TransferKeeper } from "../state/transfer-keeper.js";
import { SessionEvents } from "../transfers/session-events.js";
import { readChosenCode, readCode, readCodeOrLink } from "./code-reading.js";
import { LocalSession } from "./local-session.js";
import { discardUnfinished, listUnfinished, type Reopening, reopen } from "./unfinished-transfers.js";

const defaultClientName = "sharencrypt-js 0.1.0";

/** What the program that a client runs in has to offer. */
export interface LocalClientParts {
  /** Makes sockets. Default: the platform's own; where there is none, such as in Node 20, relays are reached over plain HTTP. */
  readonly webSocket?: SocketConstructor;
}

/**
 * A client that runs here. On a page use `createWorkerClient`, so that the page stays responsive.
 * @example
 * const session = await createLocalClient().open({ relay: "https://relay.example" });
 * console.log(session.code);
 * await session.send({ kind: "text", text: "Hello" }).summary;
 * await session.close();
 */
export function createLocalClient(parts: LocalClientParts = {}): ShareClient {
  const webSocket = parts.webSocket ?? globalThis.WebSocket;
  return createClientOver((relay, report) => new ShareRelayConnector(relay, webSocket, report));
}

/** Makes what connects to a relay, and tells when that happens in another way than before. */
export type Connect = (relay: URL, report: (status: ShareStatus) => void) => RelayConnector;

/** A client over any connections. Not for users of the package: for tests. */
export function createClientOver(connect: Connect): ShareClient {
  return new LocalClient(connect);
}

/** A session's beginnings. */
interface Entered {
  readonly events: SessionEvents;
  readonly meeting: Meeting;
  readonly room: string;
}

type Enter = (events: SessionEvents, connector: RelayConnector, clientName: string) => Meeting;

class LocalClient implements ShareClient {
  readonly #connect: Connect;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  async open(options: ShareOptions): Promise<ShareSession> {
    const chosen = options.chosenCode === undefined ? undefined : readChosenCode(options.chosenCode);
    const secret = chosen === undefined ? drawSecret(options.words) : "";
    const password = chosen?.toPassword() ?? asciiBytes(secret);
    const relay = relayOf(options.relay);
    const { events, meeting, room } = await this.#enter("host", relay, options, (events, connector, name) =>
      Meeting.first("host", RoomEntry.host(chosen?.room), password, connector, name, events),
    );
    const code = chosen ?? readCode(`${room}-${secret}`);
    return this.#start(events, meeting, options, relay, code);
  }

  async join(codeOrLink: string, options: ShareOptions): Promise<ShareSession> {
    const { code, relay } = readCodeOrLink(codeOrLink, relayOf(options.relay));
    const { events, meeting } = await this.#enter("guest", relay, options, (events, connector, name) =>
      Meeting.first("guest", RoomEntry.guest(code.room), code.toPassword(), connector, name, events),
    );
    return this.#start(events, meeting, options, relay, code);
  }

  async abilities(): Promise<ReceiveAbilities> {
    const isOnDisk = await hasPrivateDisk();
    return {
      canChooseFolder: "showDirectoryPicker" in globalThis,
      downloads: isOnDisk ? "disk" : "memory",
      mostBytes: isOnDisk ? await freeBytes() : mostMemoryBytes,
      canResume: isOnDisk && (await hasDatabase()),
    };
  }

  unfinished(): Promise<readonly UnfinishedTransfer[]> {
    return listUnfinished();
  }

  async resume(unfinished: UnfinishedTransfer, options: ShareOptions & { readonly files?: ShareContent }): Promise<ShareSession> {
    const reopening = await reopen(unfinished, options.files);
    try {
      return await this.#resume(reopening, options);
    } catch (error) {
      await reopening.release();
      throw error;
    }
  }

  discard(unfinished: UnfinishedTransfer): Promise<void> {
    return discardUnfinished(unfinished);
  }

  async #resume(reopening: Reopening, options: ShareOptions): Promise<ShareSession> {
    const { secrets, kept } = reopening;
    const relay = relayOf(kept.record.relay);
    const { events, meeting } = await this.#enterAgain(secrets.meeting.role, relay, options, (events, connector, name) =>
      Meeting.again(secrets.meeting, connector, name, events),
    );
    const session = this.#build(events, meeting, options, relay, readCode(secrets.code));
    reopening.continueIn(session);
    meeting.start();
    return session;
  }

  async #enter(role: Role, relay: URL, options: ShareOptions, enter: Enter): Promise<Entered> {
    const events = new SessionEvents(role);
    const connector = this.#connect(relay, (status) => events.report(status));
    const meeting = enter(events, connector, options.clientName ?? defaultClientName);
    events.meeting = meeting;
    try {
      return { events, meeting, room: await meeting.enter(options.signal ?? new AbortController().signal) };
    } catch (error) {
      await meeting.leave();
      connector.dispose();
      throw error;
    }
  }

  /** Enters the room of an earlier page, however long the relay cannot be reached. */
  async #enterAgain(role: Role, relay: URL, options: ShareOptions, enter: Enter): Promise<Entered> {
    const schedule = new ReconnectSchedule();
    for (;;) {
      await delay(schedule.next(), options.signal);
      try {
        return await this.#enter(role, relay, options, enter);
      } catch (error) {
        if (!(error instanceof ShareError) || !(error.isTransient || error.code === "notARelay")) {
          throw error;
        }
      }
    }
  }

  #start(events: SessionEvents, meeting: Meeting, options: ShareOptions, relay: URL, code: ShareCode): LocalSession {
    const session = this.#build(events, meeting, options, relay, code);
    meeting.start();
    return session;
  }

  #build(events: SessionEvents, meeting: Meeting, options: ShareOptions, relay: URL, code: ShareCode): LocalSession {
    const page = new URL(options.page ?? relay.href);
    const keeper = options.keepsTransfers === true ? new TransferKeeper(meeting, relay.href, code.at(undefined).reveal()) : undefined;
    return new LocalSession({ events, meeting, code: code.reveal(), link: composeLink(page, relay, code), relay: relay.href, keeper });
  }
}

function relayOf(address: string): URL {
  const relay = new URL(address);
  if (relay.protocol !== "http:" && relay.protocol !== "https:") {
    throw new TypeError("relay: it must be an http or https address.");
  }

  return relay;
}
