/** The version of docs/sealed-protocol.md that this code speaks: the byte that stands for it in handshakes and associated data. */
export const sealedVersion = 1;
