import type { RelayConnection } from "../connection/relay-connection.js";
import type { RoomEntry } from "../connection/room-entry.js";
import { dataFrame } from "../relay/frame-writer.js";
import { secretHash } from "../relay/secret-hash.js";
import { slotSetOf } from "../relay/slot-set.js";
import { guestAgain, isStep1 } from "../sealing/guest-handshake.js";
import type { HandshakeError } from "../sealing/handshake-error.js";
import { isAgain } from "../sealing/host-handshake.js";
import type { Role } from "../sealing/role.js";
import type { SessionKeys } from "../sealing/session-keys.js";
import { ShareError } from "../share-error.js";
import type { ShareStatus } from "../share-status.js";
import type { Greeting } from "./greeting.js";
import { PeerChannel } from "./peer-channel.js";

const answerBoundMilliseconds = 30_000;

/** Who introduces: what it needs to know of the meeting, and tells it. */
export interface IntroductionOwner {
  readonly role: Role;
  readonly clientName: string;
  readonly entry: RoomEntry;
  readonly connection: RelayConnection;
  readonly ownSlot: number;
  readonly peerSlot: number | undefined;
  readonly isPeerAway: boolean;
  readonly isOver: boolean;

  /** Whether the other side has proven itself on any channel. */
  readonly hasMet: boolean;

  report(status: ShareStatus): void;

  /** What was in flight on the channel is lost. */
  onLostSync(): void;

  /** The channel is over. */
  onChannelOver(): void;

  end(reason: ShareError): void;
}

/** How a meeting comes to its channel, the first time and again: handshakes, and the channels that they yield. */
export class Introduction {
  readonly greeting: Greeting;
  readonly #owner: IntroductionOwner;
  #channel: PeerChannel | undefined;
  #phrase = "";
  #quiet: Promise<void> = Promise.resolve(); // Until then a former channel may still have something under way.
  #answerTimer: ReturnType<typeof setTimeout> | undefined;
  #hasAskedAgain = false; // Since a connection was lost last.
  #hasAnswered = false; // A step 1, since then.

  /** Whether the other side has greeted on the present channel. */
  hasHeardPeer = false;

  constructor(greeting: Greeting, owner: IntroductionOwner) {
    this.greeting = greeting;
    this.#owner = owner;
  }

  /** The channel; undefined until the other side has proven the secret. */
  get channel(): PeerChannel | undefined {
    return this.#channel;
  }

  /** The four words of the present channel. */
  get phrase(): string {
    return this.#phrase;
  }

  /** Begins a handshake when the peer is there; else it begins when it comes. */
  begin(): void {
    if (this.#owner.isPeerAway) {
      return;
    }

    this.#sendWhenQuiet(this.greeting.begin());
    clearTimeout(this.#answerTimer);
    if (!this.#owner.hasMet) {
      // Whoever has met before may take its time: its page may have been stopped.
      this.#answerTimer = setTimeout(() => this.#answerIsLate(), answerBoundMilliseconds);
    }
  }

  /** A connection was lost or is back: what was asked and answered before is over. */
  forgetQuestions(): void {
    this.#hasAskedAgain = false;
    this.#hasAnswered = false;
  }

  /** A guest that gets what belongs to a channel, and has none, asks the host to begin again; once for each new connection, and not while an answer of its own is under way. */
  askAgain(): void {
    if (this.#owner.role === "guest" && !this.#hasAskedAgain && !this.#hasAnswered) {
      this.#hasAskedAgain = true;
      this.#sendWhenQuiet(guestAgain());
    }
  }

  /** Takes a payload of kind handshake. */
  async take(payload: Uint8Array): Promise<void> {
    const isGuest = this.#owner.role === "guest";
    if (isGuest && this.#channel?.isRetired === false && !this.greeting.isAgain) {
      return; // An echo of a run that is over.
    }

    if (isGuest ? isStep1(payload) : isAgain(payload)) {
      this.#retireChannel();
    }

    const { reply, keys, error } = this.greeting.take(payload);
    if (keys !== undefined) {
      await this.#open(keys, reply);
      return;
    }

    this.#sendWhenQuiet(reply);
    if (isGuest && reply !== undefined && this.#owner.peerSlot !== undefined) {
      this.#hasAnswered = true;
      this.greeting.keepExpected(this.#owner.entry, this.#owner.ownSlot, this.#owner.peerSlot);
    }

    if (error !== undefined && !this.greeting.isAgain) {
      this.#fail(error);
    }
  }

  /** The other side has greeted on the present channel. */
  heard(): void {
    this.hasHeardPeer = true;
    this.stopTimer();
    this.greeting.expectAgain();
  }

  /** No answer is waited for any more. */
  stopTimer(): void {
    clearTimeout(this.#answerTimer);
  }

  /** Whether there is a channel that nothing is about to replace. */
  get hasChannel(): boolean {
    return this.#channel?.isRetired === false;
  }

  #answerIsLate(): void {
    const owner = this.#owner;
    if (this.hasHeardPeer || owner.isOver || owner.isPeerAway) {
      return;
    }

    if (owner.role === "host" && this.#channel !== undefined) {
      owner.end(new ShareError("peerLeft", "The other side vanished in the middle of the greeting.", "Start again with a new code."));
    } else if (owner.role === "host" && owner.peerSlot !== undefined) {
      owner.connection.postControl({ type: "remove", slot: owner.peerSlot }); // It proved nothing, so it was no guess; "left" follows.
    } else {
      owner.end(
        new ShareError("peerLeft", "The sender does not answer.", "Ask whether their screen still shows the code, then try again."),
      );
    }
  }

  #fail(error: HandshakeError): void {
    const owner = this.#owner;
    if (owner.role === "guest") {
      owner.end(
        error === "version"
          ? new ShareError("peerVersion", "The other side uses another version of Sharencrypt.", "Update whichever is older.")
          : new ShareError(
              "codeWrong",
              "The code is wrong, or somebody between you and the sender tampers with it.",
              "Ask the sender for a new code.",
            ),
      );
      return;
    }

    const mayGoOn = this.greeting.addWrongGuess();
    owner.report({ kind: "wrongGuess", count: this.greeting.wrongGuesses });
    if (owner.peerSlot !== undefined) {
      owner.connection.postControl({ type: "remove", slot: owner.peerSlot });
    }

    if (!mayGoOn) {
      owner.end(
        new ShareError("tooManyGuesses", "Somebody tried three wrong codes, so this code no longer works.", "Start again for a new code."),
      );
    }
  }

  async #open(keys: SessionKeys, lastStep: Uint8Array | undefined): Promise<void> {
    const owner = this.#owner;
    const peerSlot = owner.peerSlot;
    if (peerSlot === undefined) {
      return;
    }

    this.#retireChannel();
    this.greeting.keep(owner.entry, keys, owner.ownSlot, peerSlot, true);
    this.postLock(); // Before the last step: its taker asks for the second name alone.
    this.hasHeardPeer = false;
    this.#channel = await PeerChannel.create(owner.connection, peerSlot, keys, owner.role, lastStep, this.#quiet);
    this.#channel.post({ type: "hello", client: owner.clientName });
    this.#phrase = keys.verificationPhrase;
    keys.forget();
    if (!owner.hasMet) {
      owner.report({ kind: "peerArrived" });
    }
  }

  /** For a host with a channel: keeps strangers out, and gives the room its second name. */
  postLock(): void {
    const secrets = this.greeting.secrets;
    if (this.#owner.role === "host" && secrets !== undefined) {
      this.#owner.connection.postControl({ type: "lock", hash: secretHash(secrets.token), room: secrets.room });
    }
  }

  /** The channel is over, here or on the other side: nothing more of it goes out, so that nothing of it meets the next one. */
  #retireChannel(): void {
    if (this.#channel === undefined || this.#channel.isRetired) {
      return;
    }

    const retired = this.#channel.retire();
    this.#quiet = Promise.all([this.#quiet, retired]).then(() => {});
    this.#owner.onLostSync();
    this.#owner.onChannelOver();
  }

  /** Sends a handshake payload behind everything that a former channel has under way. A channel that opens later waits for it, too. */
  #sendWhenQuiet(payload: Uint8Array | undefined): void {
    const { peerSlot, connection } = this.#owner;
    if (payload !== undefined && peerSlot !== undefined) {
      this.#quiet = this.#quiet.then(async () => {
        await connection.send(dataFrame(slotSetOf(peerSlot), payload));
      });
    }
  }
}
