/** Carries whole frames over one connection. Any failure is a {@link TransportLostError}. */
export interface RelayTransport {
  /** Sends one frame; fulfilled when its bytes have been copied and the network has room for more. */
  send(frame: Uint8Array): Promise<void>;

  /** The next frame; the caller's. One call at a time. */
  receive(): Promise<Uint8Array>;

  /** Says goodbye if it can within the bound; then the connection is gone. */
  close(boundMilliseconds: number): Promise<void>;

  /** Drops the connection at once: pending calls end with {@link TransportLostError}. */
  abort(): void;

  /** Drops the connection because nothing comes from it any more. */
  giveUp(): void;

  /** Bytes that have come so far, also of a frame that is not whole yet: a slow connection is not a dead one. */
  readonly bytesReceived: number;
}

/** Makes transports to one relay. */
export interface RelayConnector {
  /** @throws ShareError when it does not work. */
  connect(signal: AbortSignal): Promise<RelayTransport>;

  /** Ends what is under way in the background. */
  dispose(): void;
}

/** RFC 6455 section 7.4.1: the connection was lost without a close frame. */
export const noCloseCode = 1006;

/** A transport broke or was closed by the relay. */
export class TransportLostError extends Error {
  override readonly name = "TransportLostError";

  /** The WebSocket close code, or {@link noCloseCode}. */
  readonly closeCode: number;

  constructor(message: string, closeCode: number = noCloseCode, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.closeCode = closeCode;
  }
}
