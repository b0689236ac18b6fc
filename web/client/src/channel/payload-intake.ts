import { payloadKind } from "../sealing/payload-kind.js";
import { ShareError } from "../share-error.js";
import type { ChannelMessage } from "../transfer/channel-message.js";
import type { Introduction } from "./introduction.js";
import type { MeetingEvents } from "./meeting-events.js";
import type { PeerChannel } from "./peer-channel.js";

/** What becomes of what the other side sends: steps of the handshake, messages, resyncs, chunks. One payload at a time. */
export class PayloadIntake {
  readonly #introduction: Introduction;
  readonly #events: MeetingEvents;
  readonly #onHeard: () => void;

  /** @param onHeard Called when the other side has greeted on the present channel. */
  constructor(introduction: Introduction, events: MeetingEvents, onHeard: () => void) {
    this.#introduction = introduction;
    this.#events = events;
    this.#onHeard = onHeard;
  }

  /** @throws ShareError when it is forged or against the protocol. */
  async take(payload: Uint8Array): Promise<void> {
    if (payload[0] === payloadKind.handshake) {
      await this.#introduction.take(payload);
      return;
    }

    const { channel } = this.#introduction;
    if (channel === undefined || channel.isRetired) {
      this.#introduction.askAgain();
      return;
    }

    switch (payload[0]) {
      case payloadKind.message:
        this.#takeMessage(await channel.take(payload), channel);
        break;
      case payloadKind.resync:
        if ((await channel.takeResync(payload)) && this.#introduction.hasHeardPeer) {
          this.#events.onLostSync();
          this.#events.onBackInSync();
        }

        break;
      case payloadKind.chunk:
        if (this.#introduction.hasHeardPeer && channel.isInSync) {
          this.#events.onChunk(payload);
        }

        break;
      default:
        throw new ShareError("peerBroken", "The other side sent something of an unknown kind.");
    }
  }

  #takeMessage(message: ChannelMessage | undefined, channel: PeerChannel): void {
    if (message === undefined) {
      return;
    }

    if (!this.#introduction.hasHeardPeer) {
      this.#hear(message);
      return;
    }

    switch (message.type) {
      case "bye":
        channel.post({ type: "ack" }); // It has just been taken on the channel.
        this.#events.onBye();
        break;
      case "hello":
        throw new ShareError("peerBroken", "The other side greeted twice.");
      case "ack":
      case "unknown":
        break;
      default:
        this.#events.onMessage(message);
    }
  }

  #hear(message: ChannelMessage): void {
    if (message.type !== "hello") {
      throw new ShareError("peerBroken", "The other side did not begin with a greeting.");
    }

    this.#introduction.heard();
    this.#onHeard();
  }
}
