import type { Meeting } from "../channel/meeting.js";
import type { MeetingEvents } from "../channel/meeting-events.js";
import { type Deferred, deferred, Queue } from "../connection/waiting.js";
import { localPathRules } from "../files/local-path-rules.js";
import { readChunkHeader } from "../sealing/chunk-header.js";
import type { Role } from "../sealing/role.js";
import { ShareError } from "../share-error.js";
import type { ShareStatus } from "../share-status.js";
import type { OfferMessage, TransferMessage } from "../transfer/channel-message.js";
import { reasons } from "../transfer/reasons.js";
import type { TransferItem } from "../transfer/transfer-item.js";
import { maxOpenTransfers } from "../transfer/transfer-limits.js";
import { IncomingLeg } from "./incoming-leg.js";
import { IncomingTransfer } from "./incoming-transfer.js";
import type { OpenTransfer } from "./open-transfer.js";
import type { OutgoingTransfer } from "./outgoing-transfer.js";

/** Hands what arrives to the transfer that it belongs to, and keeps the session's promises to whoever waits. */
export class SessionEvents implements MeetingEvents {
  readonly #role: Role;
  readonly #open = new Map<number, OpenTransfer>(); // By their numbers on the present channel.
  readonly #outgoing: OutgoingTransfer[] = []; // In the order in which they were offered first.
  readonly #incoming: IncomingTransfer[] = [];
  readonly #verified: Deferred<string> = deferred<string>();
  readonly #ended: Deferred<void> = deferred<void>();
  readonly #offers = new Queue<IncomingTransfer | ShareError>();
  readonly #statuses: ShareStatus[] = [];
  readonly #listeners = new Set<Queue<ShareStatus>>();
  #isOpen = false; // Whether the other side has greeted on the present channel: only then is anything offered on it.
  #nextOwn = 0;
  #nextTheirs = 0;
  #end: ShareError | undefined;
  #hasHeardBye = false;

  /** The meeting that tells; set once, before it starts. */
  meeting: Meeting | undefined;

  constructor(role: Role) {
    this.#role = role;
    this.#resetNumbers();
  }

  /** The verification phrase, once the other side has proven the secret. */
  get verified(): Promise<string> {
    return this.#verified.promise;
  }

  /** Fulfilled when the session is over. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Whether the other side has said that no more will come, and is about to leave. */
  get hasHeardBye(): boolean {
    return this.#hasHeardBye;
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** What was offered, and for an offer that was not safe why. */
  get offers(): Queue<IncomingTransfer | ShareError> {
    return this.#offers;
  }

  /** Transfers that are complete here while the sender does not know it yet. */
  get untold(): readonly IncomingTransfer[] {
    return this.#incoming.filter((transfer) => transfer.isComplete && !transfer.isTold);
  }

  /** What happened so far and what happens from now on. */
  listen(): Queue<ShareStatus> {
    const queue = new Queue<ShareStatus>();
    for (const status of this.#statuses) {
      queue.push(status);
    }

    if (this.#end !== undefined) {
      queue.end(this.#end);
    }

    this.#listeners.add(queue);
    return queue;
  }

  /** Begins to send one, on the present channel and those that may follow. */
  add(transfer: OutgoingTransfer): void {
    if (this.#end !== undefined) {
      throw this.#end;
    }

    this.#outgoing.push(transfer);
    if (this.#isOpen) {
      this.#attach(transfer);
    }
  }

  removeOutgoing(transfer: OutgoingTransfer): void {
    remove(this.#outgoing, transfer);
    this.#removeFromOpen((other) => other === transfer);
  }

  /** Expects one that an earlier page or process accepted. */
  expect(transfer: IncomingTransfer): void {
    this.#incoming.push(transfer);
  }

  /** A transfer that is complete stays known, so that a sender that did not hear it can be told again. */
  removeIncoming(transfer: IncomingTransfer): void {
    this.#removeFromOpen((other) => other instanceof IncomingLeg && transfer.isCarriedBy(other));
    if (!transfer.isComplete) {
      remove(this.#incoming, transfer);
    }
  }

  report(status: ShareStatus): void {
    this.#statuses.push(status);
    for (const listener of this.#listeners) {
      listener.push(status);
    }
  }

  onVerified(verificationPhrase: string): void {
    this.#isOpen = true;
    this.#verified.resolve(verificationPhrase);
  }

  onChannelOver(): void {
    this.#isOpen = false;
  }

  onMetAgain(): void {
    this.#isOpen = true;
    for (const leg of this.#open.values()) {
      if (leg instanceof IncomingLeg && leg.id === undefined) {
        leg.fail(
          new ShareError(
            "peerFailed",
            "The other side started again, and what it sent cannot be continued.",
            "Ask the sender to send it again.",
          ),
        );
      } else if (leg instanceof IncomingLeg) {
        leg.abandon();
      }
    }

    this.#open.clear();
    this.#resetNumbers();
    for (const transfer of this.#outgoing) {
      this.#attach(transfer);
    }
  }

  onMessage(message: TransferMessage): void {
    if (message.type === "offer") {
      this.#takeOffer(message);
    } else if (message.type === "items") {
      this.#takeItems(message.transfer, message.items);
    } else {
      this.#open.get(message.transfer)?.take(message); // What still arrives for a closed number is ignored.
    }
  }

  onChunk(payload: Uint8Array): void {
    const header = readChunkHeader(payload);
    if (header === undefined) {
      throw new ShareError("integrity", "A piece of what arrived is malformed.");
    }

    const leg = this.#open.get(header.transfer);
    if (leg instanceof IncomingLeg) {
      leg.takeChunk(payload);
    }
  }

  onLostSync(): void {
    for (const transfer of this.#open.values()) {
      transfer.loseSync();
    }
  }

  onBackInSync(): void {
    for (const transfer of this.#open.values()) {
      transfer.backInSync();
    }
  }

  onBye(): void {
    this.#hasHeardBye = true;
    this.#offers.end();
  }

  onEnded(reason: ShareError): void {
    this.#end ??= reason;
    for (const transfer of [...this.#open.values(), ...this.#incoming, ...this.#outgoing]) {
      transfer.fail(reason);
    }

    this.#verified.reject(reason);
    this.#offers.end(reason);
    for (const listener of this.#listeners) {
      listener.end(reason);
    }

    this.#ended.resolve();
  }

  #resetNumbers(): void {
    this.#nextOwn = this.#role === "host" ? 0 : 1;
    this.#nextTheirs = this.#role === "host" ? 1 : 0;
  }

  #attach(transfer: OutgoingTransfer): void {
    if (this.meeting === undefined) {
      throw new TypeError("There is no meeting yet.");
    }

    const number = this.#nextOwn;
    this.#nextOwn += 2;
    this.#open.set(number, transfer);
    transfer.attach(number, this.meeting);
  }

  #takeOffer(offer: OfferMessage): void {
    const channel = this.meeting?.channel;
    if (offer.transfer !== this.#nextTheirs || channel === undefined) {
      throw new ShareError("peerBroken", "The other side gave an offer a wrong number.");
    }

    this.#nextTheirs += 2;
    const leg = new IncomingLeg(offer, channel);
    if ([...this.#open.values()].filter((transfer) => transfer instanceof IncomingLeg).length >= maxOpenTransfers) {
      leg.decline(reasons.busy);
      return;
    }

    this.#open.set(offer.transfer, leg);
    if (offer.terms.items === 0) {
      this.#present(leg);
    }
  }

  #takeItems(number: number, items: readonly TransferItem[]): void {
    const leg = this.#open.get(number);
    if (!(leg instanceof IncomingLeg)) {
      return;
    }

    try {
      if (leg.addItems(items, localPathRules())) {
        this.#present(leg);
      }
    } catch (error) {
      if (!(error instanceof ShareError) || error.code !== "unsafeOffer") {
        throw error;
      }

      this.#open.delete(number);
      leg.decline(reasons.unsafe, error.message);
      this.#offers.push(error);
    }
  }

  #present(leg: IncomingLeg): void {
    const known = leg.id === undefined ? undefined : this.#incoming.find((transfer) => transfer.id === leg.id);
    if (known !== undefined) {
      known.adopt(leg);
      return;
    }

    const transfer = IncomingTransfer.offered(leg);
    this.#incoming.push(transfer);
    this.#offers.push(transfer);
  }

  #removeFromOpen(which: (transfer: OpenTransfer) => boolean): void {
    for (const [number, transfer] of [...this.#open]) {
      if (which(transfer)) {
        this.#open.delete(number);
      }
    }
  }
}

function remove<T>(values: T[], value: T): void {
  const place = values.indexOf(value);
  if (place >= 0) {
    values.splice(place, 1);
  }
}
