/** What a page and the service worker say to each other about a streamed download. */

/** Page → service worker, with one end of a channel: a frame will ask for `download/<id>`. */
export interface DownloadRequest {
  readonly type: "download";
  readonly id: string;
  readonly name: string;

  /** Bytes; undefined when not known. */
  readonly size: number | undefined;
  readonly port: MessagePort;
}

/** Service worker → page, through the channel. */
export type DownloadDemand =
  /** The channel is known: the frame may ask now. */
  | { readonly type: "ready" }
  /** Send one more chunk: one `pull` for each. */
  | { readonly type: "pull" }
  /** The person ended the download in the browser. */
  | { readonly type: "cancel" };

/** Page → service worker, through the channel. */
export type DownloadSupply =
  | { readonly type: "chunk"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: "end" }
  /** It failed: the browser must see a broken download, never a short file. */
  | { readonly type: "abort" };

/** Page → service worker, every few seconds: browsers stop a worker that hears nothing, even in the middle of a download. */
export interface StayAwake {
  readonly type: "stay";
}

/** Page → service worker: files that the page was loaded from, to keep for the next time. */
export interface KeepFiles {
  readonly type: "keep";
  readonly addresses: readonly string[];
}

export type WorkerMessage = DownloadRequest | StayAwake | KeepFiles;
