/** What version 1 of the relay protocol fixes (docs/relay-protocol.md section 7). Sizes are in bytes. */

/** Peers in a room at most; slots are numbered from 0. */
export const slotCount = 64;

/** The slot of the peer that opened the room. */
export const hostSlot = 0;

/** The smallest capacity of a room, and the one it has when none is asked for. */
export const smallestCapacity = 2;

/** Bytes of the type that begins every frame. */
export const typeBytes = 1;

/** Bytes of a data frame before its payload: type and slots. */
export const dataHeaderBytes = 9;

/** The longest payload of a data frame. */
export const maxPayloadBytes = 262_400;

/** The shortest data frame. */
export const minDataFrameBytes: number = dataHeaderBytes + 1;

/** The longest frame of any type. */
export const maxFrameBytes: number = dataHeaderBytes + maxPayloadBytes;

/** The shortest control frame: `{}` after the type. */
export const minControlFrameBytes = 3;

/** The longest control frame. */
export const maxControlFrameBytes = 4096;

/** Bytes of a ping or pong frame. */
export const pingFrameBytes = 9;

/** How often one connection may try to enter a room. */
export const entryTries = 5;

/** Characters of a room's name at most. */
export const maxRoomNameLength = 64;

/** How long whoever starts a close waits for the other's close frame. */
export const closeWaitMilliseconds = 5000;

/** After how much silence a ping is due. */
export const silenceBeforePingMilliseconds = 15_000;
