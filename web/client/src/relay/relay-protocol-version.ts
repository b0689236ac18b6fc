/** The version of docs/relay-protocol.md that this code speaks, and how it is named at the upgrade. */
export const relayProtocolVersion = 1;

/** The WebSocket subprotocol of that version. */
export const relayProtocolSubprotocol = "sharencrypt.relay.v1";

/** What a client appends to the relay's base address. */
export const relayConnectPath = "/v1/connect";

/** The header of every answer of a relay: the versions that it speaks, separated by commas. */
export const relayVersionsHeader = "Sharencrypt-Relay-Versions";
