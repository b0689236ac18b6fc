/** How the relay is reached. */
export type ShareTransport = "webSocket" | "httpStreaming" | "httpPolling";

/** What happens to a session's connections. */
export type ShareStatus =
  /** The room is open, or entered. */
  | { readonly kind: "entered" }
  /** The other side is here and proves that it knows the code. */
  | { readonly kind: "peerArrived" }
  /** It has proven it. */
  | { readonly kind: "peerVerified" }
  /** Somebody tried a wrong code: the how manieth. */
  | { readonly kind: "wrongGuess"; readonly count: number }
  /** The connection to the relay is lost; it is being restored. */
  | { readonly kind: "relayLost" }
  | { readonly kind: "relayBack" }
  /** The other side's connection is lost; it may come back. */
  | { readonly kind: "peerAway" }
  | { readonly kind: "peerBack" }
  /** This device's clock less the relay's. */
  | { readonly kind: "clockWrong"; readonly differenceMilliseconds: number }
  /** The relay is reached in another way than before. Not told as long as it is WebSocket from the start. */
  | { readonly kind: "transportChanged"; readonly transport: ShareTransport };
