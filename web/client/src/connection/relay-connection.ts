import type { ClientControl } from "../relay/client-control.js";
import { readFromRelay } from "../relay/frame-reader.js";
import { controlFrame, pingFrame } from "../relay/frame-writer.js";
import { relayCloseCode } from "../relay/relay-close-code.js";
import { parseRelayControl, type RelayControl } from "../relay/relay-control.js";
import { ShareError } from "../share-error.js";
import { FrameLine } from "./frame-line.js";
import { subscribeToNetwork } from "./network-changes.js";
import { ReconnectSchedule } from "./reconnect-schedule.js";
import { type RelayConnector, type RelayTransport, TransportLostError } from "./relay-transport.js";
import type { RoomEntry } from "./room-entry.js";
import { SilenceWatch } from "./silence-watch.js";
import { broken, type Entered, takePlace, type Welcome } from "./taking-place.js";
import { delay, Pulse, within } from "./waiting.js";

const closeBoundMilliseconds = 2000;
const mostPosted = 64;

/** What a {@link RelayConnection} tells its owner: one call at a time, in the order of the wire. */
export interface RelayEvents {
  /** The first frame of every connection. */
  onWelcome(welcome: Welcome): void;

  /** Something happened to another peer: `arrived`, `away`, `back`, `left`. */
  onPeer(control: RelayControl): void;

  /** A data frame; the payload is the owner's. The next frame waits for the promise. */
  onData(slot: number, payload: Uint8Array): Promise<void> | void;

  /** The connection is lost; it will be restored, or `onEnded` follows. */
  onLost(): void;

  /** A new connection has taken the slot again. The control messages that are put in line before this returns are the first that are sent on it. */
  onRestored(entered: Entered): void;

  /** It is over, and will not come back. Called once. */
  onEnded(reason: ShareError): void;
}

/**
 * A place in a room that outlives the transports that carry it: reads frames and tells its owner, and when a transport
 * dies makes a new one and takes the place again. One reader, and one writer that takes what is in line.
 */
export class RelayConnection {
  readonly #connector: RelayConnector;
  readonly #entry: RoomEntry;
  readonly #events: RelayEvents;
  readonly #schedule = new ReconnectSchedule();
  readonly #stop = new AbortController();
  readonly #networkChanged = new Pulse();
  readonly #unsubscribe: () => void;
  readonly #silence: SilenceWatch;
  readonly #line: FrameLine = new FrameLine((frame) => this.#sendNow(frame));
  #transport: RelayTransport | undefined;
  #reading: Promise<void> = Promise.resolve();
  #pongsInLine = 0;

  constructor(connector: RelayConnector, entry: RoomEntry, events: RelayEvents) {
    this.#connector = connector;
    this.#entry = entry;
    this.#events = events;
    this.#unsubscribe = subscribeToNetwork(() => this.#onNetworkChanged());
    this.#silence = new SilenceWatch({
      bytesReceived: () => this.#transport?.bytesReceived ?? 0,
      ping: () => this.post(pingFrame("ping", BigInt(Math.floor(performance.now())))),
      giveUp: () => this.#transport?.giveUp(),
    });
  }

  /** Connects for the first time and enters the room. Errors are the caller's; there is no second try. */
  async enter(signal: AbortSignal): Promise<Entered> {
    const transport = await this.#connector.connect(signal);
    try {
      const entered = await this.#takePlace(transport, signal);
      this.#transport = transport;
      this.#silence.start();
      return entered;
    } catch (error) {
      transport.abort();
      throw error instanceof TransportLostError
        ? new ShareError("relayUnreachable", "The relay closed the connection at once.", "Try again in a moment.", error)
        : error;
    }
  }

  /** Begins to read. Called once, after the owner has taken note of what {@link enter} returned. */
  start(): void {
    this.#reading = this.#run();
  }

  /**
   * Puts a whole frame in line. Fulfilled with false when there is no connection at its turn: what the frame held is for the
   * resync to find out.
   * @param isWanted Asked when its turn has come: whether it may still follow what was sent meanwhile.
   */
  send(frame: Uint8Array, isWanted?: () => boolean): Promise<boolean> {
    return this.#line.send(frame, isWanted);
  }

  /** As {@link send}, for those who do not wait. */
  post(frame: Uint8Array): void {
    this.send(frame);
  }

  /** Puts a control message in line, before all that is not one. */
  postControl(control: ClientControl): void {
    this.#line.sendUrgent(controlFrame(control));
  }

  /** Leaves the room for good, politely if the connection allows, within 2 s. */
  async leave(): Promise<void> {
    if (this.#stop.signal.aborted) {
      return;
    }

    this.#stop.abort();
    this.#silence.stop();
    this.#unsubscribe();
    const transport = this.#transport;
    if (transport !== undefined) {
      const goodbye = this.send(controlFrame({ type: "leave" })).then(() => transport.close(closeBoundMilliseconds));
      await within(goodbye, closeBoundMilliseconds);
      transport.abort();
    }

    await this.#reading;
    this.#connector.dispose();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#stop.signal.aborted) {
        await this.#readUntilLost();
        await this.#restore();
      }
    } catch (error) {
      if (error instanceof ShareError) {
        this.#events.onEnded(error); // The owner leaves, which says goodbye if the connection still can.
      } else if (!this.#stop.signal.aborted) {
        this.#events.onEnded(new ShareError("internal", `This program has a fault: ${String(error)}`, "Please report it.", error));
      }
    }
  }

  async #readUntilLost(): Promise<void> {
    const transport = this.#transport;
    try {
      while (transport !== undefined) {
        const frame = await transport.receive();
        this.#silence.received();
        await this.#take(frame);
      }
    } catch (error) {
      if (!(error instanceof TransportLostError)) {
        throw error;
      }

      if (!this.#stop.signal.aborted && (error.closeCode === relayCloseCode.replaced || error.closeCode === relayCloseCode.protocolError)) {
        throw new ShareError(
          "relayBroken",
          `The relay ended the connection (code ${error.closeCode}).`,
          "Update this program or the relay.",
          error,
        );
      }
    }
  }

  async #take(frame: Uint8Array): Promise<void> {
    const read = readFromRelay(frame);
    switch (read.type) {
      case "data":
        await this.#events.onData(read.slot, read.payload);
        break;
      case "ping":
        this.#answer(read.token);
        break;
      case "control":
        this.#takeControl(read.json);
        break;
      case "pong":
        break;
      default:
        throw broken("sent a frame that the protocol does not allow");
    }
  }

  #takeControl(json: Uint8Array): void {
    const control = parseRelayControl(json);
    if (control === undefined) {
      throw broken("sent a control message that the protocol does not allow");
    }

    switch (control.type) {
      case "arrived":
      case "away":
      case "back":
      case "left":
        this.#events.onPeer(control);
        break;
      case "closed":
        throw new ShareError(
          control.reason === "removed" ? "codeWrong" : "peerLeft",
          "The other side left before everything was done.",
          "Ask them, and start again.",
        );
      case "error":
        if (["rate_limited", "full", "bad_frame", "bad_control"].includes(control.code)) {
          throw broken(`refused with “${control.code}”`);
        }

        break; // "restarting" shows as a lost connection; errors about a slot that is gone are not ours to mend.
      default:
        break;
    }
  }

  async #restore(): Promise<void> {
    this.#stop.signal.throwIfAborted();
    this.#transport?.abort();
    this.#transport = undefined;
    this.#silence.renew();
    this.#events.onLost();
    for (;;) {
      await this.#pause(this.#schedule.next());
      let transport: RelayTransport | undefined;
      try {
        transport = await this.#connector.connect(this.#stop.signal);
        const entered = await this.#takePlace(transport, this.#stop.signal);
        this.#silence.renew();
        this.#transport = transport; // Before the owner hears of it: control messages that it puts in line at once go first.
        this.#events.onRestored(entered);
        this.#schedule.reset();
        return;
      } catch (error) {
        transport?.abort();
        this.#stop.signal.throwIfAborted();

        // What was a relay once will be one again: meanwhile something else may answer, such as a hotel's log-in page.
        const isForAWhile =
          error instanceof TransportLostError || (error instanceof ShareError && (error.isTransient || error.code === "notARelay"));
        if (!isForAWhile) {
          throw error;
        }
      }
    }
  }

  /** Waits before the next try; not to the end when the system says that the network is another one now. */
  async #pause(milliseconds: number): Promise<void> {
    if (milliseconds > 0) {
      await Promise.race([delay(milliseconds, this.#stop.signal), this.#networkChanged.next]);
      this.#stop.signal.throwIfAborted();
    }
  }

  async #takePlace(transport: RelayTransport, signal: AbortSignal): Promise<Entered> {
    return takePlace(transport, this.#entry, (welcome) => this.#events.onWelcome(welcome), signal);
  }

  async #sendNow(frame: Uint8Array): Promise<boolean> {
    const transport = this.#transport;
    if (transport === undefined) {
      return false;
    }

    try {
      await transport.send(frame);
      this.#silence.sent();
      return true;
    } catch {
      transport.abort(); // The reader sees it too and restores the connection.
      return false;
    }
  }

  #answer(token: bigint): void {
    if (this.#pongsInLine < mostPosted) {
      this.#pongsInLine++; // A relay that floods with pings gets fewer answers, not our memory.
      this.send(pingFrame("pong", token)).then(() => {
        this.#pongsInLine--;
      });
    }
  }

  #onNetworkChanged(): void {
    this.#networkChanged.beat();
    if (this.#transport !== undefined) {
      this.#silence.doubt();
    }
  }
}
