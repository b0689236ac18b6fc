import type { PeerChannel } from "../channel/peer-channel.js";
import { chunkBytes } from "../connection/sending-pace.js";
import type { TransferMessage } from "../transfer/channel-message.js";
import { cutItemPages } from "../transfer/item-pages.js";
import { reasons } from "../transfer/reasons.js";
import type { TransferId } from "../transfer/transfer-id.js";
import type { OutgoingContent } from "./outgoing-content.js";
import { shorten } from "./peer-ending.js";

/** What a sender says about one transfer on one channel. False means that the channel is over: its successor comes, or the session ends. */
export class OutgoingMessages {
  readonly #channel: PeerChannel;
  readonly #number: number;

  constructor(channel: PeerChannel, number: number) {
    this.#channel = channel;
    this.#number = number;
  }

  /** Says something in order. */
  say(message: TransferMessage): Promise<boolean> {
    return this.#channel.send(message);
  }

  /** Makes the offer, with all its items. */
  async offer({ kind, totalBytes, name, manifest }: OutgoingContent, key: Uint8Array, id: TransferId): Promise<boolean> {
    const items = manifest?.items ?? [];
    const terms = { kind, chunkBytes, items: items.length, bytes: totalBytes, name };
    let isSaid = await this.say({ type: "offer", transfer: this.#number, terms, key, id });
    for (const page of cutItemPages(this.#number, items)) {
      isSaid = isSaid && (await this.say(page));
    }

    return isSaid;
  }

  /** Says which files cannot be delivered: what was said on an earlier channel may not have been heard. */
  async reportFailedAgain(content: OutgoingContent): Promise<void> {
    for (const item of [...(content.manifest?.failed ?? [])].sort((one, other) => one - other)) {
      await this.say({ type: "failed", transfer: this.#number, item, reason: reasons.changed });
    }
  }

  /** Puts in line that this side ends it. */
  cancel(reason: string, message?: string): void {
    this.#channel.post({ type: "cancel", transfer: this.#number, reason, ...(message === undefined ? {} : { message: shorten(message) }) });
  }
}
