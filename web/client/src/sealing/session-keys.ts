import { channelKey, resumptionSecret, resyncKey, roomTokenSecret, sessionSecret, verificationPhrase } from "./key-schedule.js";
import type { Role } from "./role.js";
import { wipe } from "./secret-bytes.js";

/** What a completed handshake yields for one pair: all keys of docs/sealed-protocol.md section 4. */
export class SessionKeys {
  /** The token that opens the locked room, 32 bytes. */
  readonly roomToken: Uint8Array;

  /** The long secret with which this pair can meet again, 32 bytes. */
  readonly resumption: Uint8Array;

  /** Four words; equal on both sides exactly when nobody sits between them. */
  readonly verificationPhrase: string;
  readonly #session: Uint8Array;

  /** @param session The session secret, 32 bytes; owned by this object. */
  constructor(session: Uint8Array) {
    this.#session = session;
    this.roomToken = roomTokenSecret(session);
    this.resumption = resumptionSecret(session);
    this.verificationPhrase = verificationPhrase(session);
  }

  /** The keys of a handshake: Ke (16 bytes), ss (32 bytes) and the transcript. */
  static of(passwordKey: Uint8Array, kemSecret: Uint8Array, transcript: Uint8Array): SessionKeys {
    return new SessionKeys(sessionSecret(passwordKey, kemSecret, transcript));
  }

  /** Key of the messages that `sender` sends; the caller wipes it. */
  channelKey(sender: Role): Uint8Array {
    return channelKey(this.#session, sender);
  }

  /** Key of the resyncs that `sender` sends; the caller wipes it. */
  resyncKey(sender: Role): Uint8Array {
    return resyncKey(this.#session, sender);
  }

  /** Wipes the session secret: no further key comes of it. The other members belong to whoever took them. */
  forget(): void {
    wipe(this.#session);
  }
}
