import { RelayConnection, type RelayEvents } from "../connection/relay-connection.js";
import type { RelayConnector } from "../connection/relay-transport.js";
import { RoomEntry } from "../connection/room-entry.js";
import type { Entered, Welcome } from "../connection/taking-place.js";
import { within } from "../connection/waiting.js";
import type { RelayControl } from "../relay/relay-control.js";
import { hostSlot } from "../relay/relay-limits.js";
import type { Role } from "../sealing/role.js";
import { ShareError } from "../share-error.js";
import type { ShareStatus } from "../share-status.js";
import { Greeting } from "./greeting.js";
import { Introduction, type IntroductionOwner } from "./introduction.js";
import type { MeetingEvents } from "./meeting-events.js";
import type { MeetingSecrets } from "./meeting-secrets.js";
import { PayloadIntake } from "./payload-intake.js";
import type { PeerChannel } from "./peer-channel.js";
import { beforeVerified } from "./unproven-ending.js";

const lastWordBoundMilliseconds = 2000;
const clockToleranceMilliseconds = 300_000;

/**
 * One room, one other peer: proves the secret, opens the channel, keeps strangers out, puts the channel in sync again
 * whenever a connection was lost, and opens another when either side has lost it.
 */
export class Meeting implements RelayEvents, IntroductionOwner {
  readonly role: Role;
  readonly clientName: string;
  readonly entry: RoomEntry;
  readonly connection: RelayConnection;
  readonly #events: MeetingEvents;
  readonly #introduction: Introduction;
  readonly #intake: PayloadIntake;
  #room = "";
  #ownSlot = 0;
  #peerSlot: number | undefined;
  #isPeerAway = false;
  #isPeerExpected = false; // It holds its place at the relay, connected or not.
  #hasMet = false;
  #isOver = false;

  private constructor(
    role: Role,
    entry: RoomEntry,
    greeting: Greeting,
    connector: RelayConnector,
    clientName: string,
    events: MeetingEvents,
  ) {
    this.role = role;
    this.entry = entry;
    this.clientName = clientName;
    this.#events = events;
    this.connection = new RelayConnection(connector, entry, this);
    this.#introduction = new Introduction(greeting, this);
    this.#intake = new PayloadIntake(this.#introduction, events, () => this.#hear());
  }

  /** A meeting under a code. */
  static first(
    role: Role,
    entry: RoomEntry,
    password: Uint8Array,
    connector: RelayConnector,
    clientName: string,
    events: MeetingEvents,
  ): Meeting {
    return new Meeting(role, entry, new Greeting(role, password), connector, clientName, events);
  }

  /** A meeting of two that have met before, for a page or process that has lost the channel. */
  static again(secrets: MeetingSecrets, connector: RelayConnector, clientName: string, events: MeetingEvents): Meeting {
    const greeting = new Greeting(secrets.role, undefined);
    greeting.expectAgain(secrets);
    const meeting = new Meeting(secrets.role, RoomEntry.returning(secrets), greeting, connector, clientName, events);
    meeting.#peerSlot = secrets.peerSlot;
    meeting.#hasMet = true;
    return meeting;
  }

  get ownSlot(): number {
    return this.#ownSlot;
  }

  get peerSlot(): number | undefined {
    return this.#peerSlot;
  }

  get isPeerAway(): boolean {
    return this.#isPeerAway;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get hasMet(): boolean {
    return this.#hasMet;
  }

  /** The channel; undefined until the other side has proven the secret. */
  get channel(): PeerChannel | undefined {
    return this.#introduction.channel;
  }

  /** Whether the other side is connected. */
  get isPeerHere(): boolean {
    return this.#isPeerExpected && !this.#isPeerAway;
  }

  /** Whether the other side holds its place at the relay, connected or not: who left in peace does not. */
  get isPeerExpected(): boolean {
    return this.#isPeerExpected;
  }

  /** What to keep to meet again; undefined before the other side has proven the secret. */
  get secrets(): MeetingSecrets | undefined {
    return this.#hasMet ? this.#introduction.greeting.secrets : undefined;
  }

  /** Enters the room. Returns its name. */
  async enter(signal: AbortSignal): Promise<string> {
    const entered = await this.connection.enter(signal);
    this.#room = entered.room;
    this.#ownSlot = entered.slot;
    this.#isPeerAway = this.#hasMet && !this.#isHere(entered);
    this.#isPeerExpected = this.#hasMet && entered.peers.includes(this.#peerSlot ?? entered.slot);
    return this.#room;
  }

  /** Begins to take what arrives. */
  start(): void {
    if (this.#hasMet) {
      this.#introduction.begin();
    } else if (this.role === "guest") {
      this.#expectPeer(hostSlot);
    }

    this.report({ kind: "entered" });
    if (this.#isPeerAway) {
      this.report({ kind: "peerAway" });
    }

    this.connection.start();
  }

  /** Sends the last word, such as that everything arrived, then says goodbye; within a bound. */
  async leave(): Promise<void> {
    this.#isOver = true;
    this.#introduction.stopTimer();
    if (this.#introduction.hasChannel) {
      await within(this.channel?.finish() ?? Promise.resolve(), lastWordBoundMilliseconds);
    }

    await this.connection.leave();
  }

  report(status: ShareStatus): void {
    this.#events.report(status);
  }

  end(reason: ShareError): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#introduction.stopTimer();
      this.#events.onEnded(reason);
    }
  }

  onLostSync(): void {
    this.#events.onLostSync();
  }

  onChannelOver(): void {
    this.#events.onChannelOver();
  }

  onWelcome(welcome: Welcome): void {
    const differenceMilliseconds = Date.now() - welcome.time.getTime();
    if (Math.abs(differenceMilliseconds) > clockToleranceMilliseconds) {
      this.report({ kind: "clockWrong", differenceMilliseconds });
    }
  }

  onPeer(control: RelayControl): void {
    if (control.type === "arrived" && this.role === "host" && this.#peerSlot === undefined) {
      this.#expectPeer(control.slot);
      return;
    }

    if (!("slot" in control) || control.slot !== this.#peerSlot) {
      return;
    }

    if (control.type === "away") {
      this.#isPeerAway = true;
      this.report({ kind: "peerAway" });
    } else if (control.type === "back") {
      this.#isPeerAway = false;
      this.#isPeerExpected = true;
      this.report({ kind: "peerBack" });
      this.#meetAgain();
    } else if (control.type === "left") {
      this.#peerLeft(control.reason);
    }
  }

  async onData(slot: number, payload: Uint8Array): Promise<void> {
    if (slot === this.#peerSlot && !this.#isOver) {
      await this.#intake.take(payload);
    } // Else it is from a peer that was just removed.
  }

  onLost(): void {
    this.report({ kind: "relayLost" });
  }

  onRestored(entered: Entered): void {
    this.report({ kind: "relayBack" });
    const isOtherSlot = this.#ownSlot !== entered.slot;
    this.#ownSlot = entered.slot;
    this.#isPeerAway = this.#peerSlot !== undefined && !this.#isHere(entered);
    this.#isPeerExpected = this.#peerSlot !== undefined && entered.peers.includes(this.#peerSlot);
    this.#introduction.postLock(); // Perhaps it was lost with the connection.
    const isBefore = this.channel === undefined && !this.#hasMet;
    if (isBefore && this.role === "guest" && isOtherSlot) {
      this.#expectPeer(hostSlot); // The relay forgot the room and gave another place.
    } else if (isBefore && this.role === "host" && this.#peerSlot !== undefined && !this.#isPeerExpected) {
      this.#peerLeft("left");
    } else {
      this.#meetAgain();
    }
  }

  onEnded(reason: ShareError): void {
    this.end(this.channel === undefined && this.role === "guest" && !this.#hasMet ? beforeVerified(reason) : reason);
  }

  #expectPeer(slot: number): void {
    this.#peerSlot = slot;
    this.#isPeerAway = false;
    this.#isPeerExpected = true;
    const [host, guest] = this.role === "host" ? [this.#ownSlot, slot] : [slot, this.#ownSlot];
    this.#introduction.greeting.expect({ room: this.#room, hostSlot: host, guestSlot: guest });
    this.#introduction.begin();
  }

  #isHere(entered: Entered): boolean {
    const peer = this.#peerSlot;
    return peer !== undefined && entered.peers.includes(peer) && !entered.away.includes(peer);
  }

  #peerLeft(reason: string): void {
    if (this.role === "host" && this.channel === undefined && !this.#hasMet) {
      this.#introduction.stopTimer();
      this.#peerSlot = undefined; // The place is free for the right one.
    } else if (reason === "expired" && this.#hasMet) {
      this.#isPeerAway = true; // Its place is free; it can come back all the same, for as long as anybody waits.
      this.#isPeerExpected = false;
    } else {
      this.end(new ShareError("peerLeft", "The other side left before everything was done.", "Ask them, and start again."));
    }
  }

  #meetAgain(): void {
    this.#introduction.forgetQuestions();
    if (this.#introduction.hasChannel) {
      this.channel?.loseSync();
      this.#events.onLostSync();
    } else if (this.#peerSlot !== undefined) {
      this.#introduction.begin();
    }
  }

  #hear(): void {
    this.report({ kind: "peerVerified" });
    const isAgain = this.#hasMet;
    this.#hasMet = true;
    if (isAgain) {
      this.#events.onMetAgain();
    }

    // Last: whoever waits for it offers on this channel at once, and what was offered on it must not be offered again.
    this.#events.onVerified(this.#introduction.phrase);
  }
}
