/** The relay protocol over plain HTTP: names and fixed numbers of docs/relay-protocol.md section 2.3. */

/** What a client appends to the relay's base address. */
export const relayHttpPath = "/v1/http";

/** The header with the subprotocols that a client offers. */
export const protocolsHeader = "Sharencrypt-Protocols";

/** The header with the subprotocol that the relay chose. */
export const protocolHeader = "Sharencrypt-Protocol";

/** The header with the id of a connection. A secret. */
export const connectionHeader = "Sharencrypt-Connection";

/** The header with an offset, in bytes, in the up or down stream. */
export const offsetHeader = "Sharencrypt-Offset";

/** The header with the number of bytes of the down stream that a client has. */
export const receivedHeader = "Sharencrypt-Received";

/** The header that asks for long polling, with the value {@link pollValue}. */
export const pollHeader = "Sharencrypt-Poll";

/** The one value of {@link pollHeader}. */
export const pollValue = "1";

/** The longest body of a request, and of an answer to a poll, in bytes. */
export const maxHttpBodyBytes = 1_048_576;

/** How many requests of one connection may bring bytes at the same time. */
export const mostUploads = 3;

/** How long a poll waits for something, and an upload for a slow receiver. */
export const longestHttpWaitMilliseconds = 20_000;

/** How long an upload waits for the one before it. */
export const longestHttpGapMilliseconds = 10_000;
