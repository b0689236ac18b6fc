import type { ReceiveAbilities } from "./receive-target.js";
import type { ShareContent } from "./share-content.js";
import type { ShareOptions, ShareSession, UnfinishedTransfer } from "./share-session.js";

/** The ways into a session. `createLocalClient` runs it here; `createWorkerClient` in a worker, so that a page stays responsive. */
export interface ShareClient {
  /**
   * Opens a room and makes a code for it. The first step of a sender.
   * @throws ShareError when the relay cannot be reached or refuses, or a chosen code is malformed or taken.
   */
  open(options: ShareOptions): Promise<ShareSession>;

  /**
   * Joins the room of a code or link. The first step of a receiver.
   * @throws ShareError when the code is malformed, unknown or used, or the relay cannot be reached or refuses.
   */
  join(codeOrLink: string, options: ShareOptions): Promise<ShareSession>;

  /** What this browser can receive. */
  abilities(): Promise<ReceiveAbilities>;

  /** Unfinished transfers kept here, the newest first. Forgets those that are too old. */
  unfinished(): Promise<readonly UnfinishedTransfer[]>;

  /** Comes back to the other person of an unfinished transfer; then `takeResumed` yields it. */
  resume(transfer: UnfinishedTransfer, options: ShareOptions & { readonly files?: ShareContent }): Promise<ShareSession>;

  /** Forgets an unfinished transfer and removes what has arrived of it. */
  discard(transfer: UnfinishedTransfer): Promise<void>;
}
