import { encodeBase64Url } from "../relay/base64-url.js";
import { parseJsonObject } from "../relay/strict-json.js";
import { epochSaltBytes, keyBytes } from "../sealing/key-schedule.js";
import type {
  ChannelMessage,
  HelloMessage,
  ItemsMessage,
  OfferMessage,
  OfferTerms,
  StreamMessage,
  TransferMessage,
} from "./channel-message.js";
import { JsonMembers } from "./json-members.js";
import { parseTransferId, writeTransferId } from "./transfer-id.js";
import type { TransferItem } from "./transfer-item.js";
import {
  maxChunkBytes,
  maxItems,
  maxMessageLength,
  maxNameLength,
  maxStreamBytes,
  maxTextBytes,
  minChunkBytes,
} from "./transfer-limits.js";

const maxClientLength = 64;
const maxReasonLength = 32;
const maxNumber = 0xffff_ffff;

/**
 * Writes a message as UTF-8 JSON.
 * @throws TypeError for a message that is never sent.
 */
export function writeChannelMessage(message: ChannelMessage): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(toWire(message)));
}

/**
 * Reads a message of the other side: after this, members are there and within range.
 * @param json What was opened.
 * @returns Undefined when it is malformed; `unknown` when its type is not known.
 */
export function readChannelMessage(json: Uint8Array): ChannelMessage | undefined {
  const object = parseJsonObject(json);
  const members = object && new JsonMembers(object);
  const type = members?.text("type");
  if (members === undefined || type === undefined) {
    return undefined;
  }

  switch (type) {
    case "hello":
      return readHello(members);
    case "ack":
    case "bye":
      return { type };
    case "offer":
    case "items":
    case "stream":
    case "failed":
    case "accept":
    case "continue":
    case "decline":
    case "progress":
    case "complete":
    case "cancel": {
      const transfer = members.count("transfer", maxNumber);
      return transfer === undefined ? undefined : readTransferMessage(type, members, transfer);
    }
    default:
      return { type: "unknown" };
  }
}

function readTransferMessage(type: TransferMessage["type"], members: JsonMembers, transfer: number): TransferMessage | undefined {
  switch (type) {
    case "offer":
      return readOffer(members, transfer);
    case "items":
      return readItems(members, transfer);
    case "stream":
      return readStream(members, transfer);
    case "failed": {
      const [item, reason] = [members.count("item", maxItems - 1), readReason(members)];
      return item === undefined || reason === undefined ? undefined : { type, transfer, item, reason };
    }
    case "accept":
    case "continue": {
      const [index, limit] = [members.count("index"), members.count("limit")];
      return index === undefined || limit === undefined ? undefined : { type, transfer, index, limit };
    }
    case "progress": {
      const [written, limit] = [members.count("written"), members.count("limit")];
      return written === undefined || limit === undefined ? undefined : { type, transfer, written, limit };
    }
    case "complete":
      return { type, transfer };
    default:
      return readEnding(type, members, transfer);
  }
}

function readEnding(type: "decline" | "cancel", members: JsonMembers, transfer: number): TransferMessage | undefined {
  const [reason, message] = [readReason(members), members.text("message", maxMessageLength)];
  return reason === undefined || isBroken(members, "message", message) ? undefined : { type, transfer, reason, message };
}

function readHello(members: JsonMembers): HelloMessage | undefined {
  const [client, token] = [members.text("client", maxClientLength), members.bytes("token", keyBytes)];
  return client === undefined || isBroken(members, "token", token) ? undefined : { type: "hello", client, token };
}

function readOffer(members: JsonMembers, transfer: number): OfferMessage | undefined {
  const terms = readTerms(members);
  const key = members.bytes("key", keyBytes);
  const id = parseTransferId(members.text("id"));
  return terms === undefined || key === undefined || isBroken(members, "id", id) ? undefined : { type: "offer", transfer, terms, key, id };
}

function readTerms(members: JsonMembers): OfferTerms | undefined {
  const kind = members.text("kind");
  if (kind !== "files" && kind !== "text" && kind !== "stream") {
    return undefined;
  }

  const chunkBytes = members.number("chunkBytes", minChunkBytes, maxChunkBytes);
  const items = kind === "files" ? members.number("items", 1, maxItems) : members.number("items", 0, 0);
  const bytes = members.count("bytes", kind === "text" ? maxTextBytes : maxStreamBytes);
  const name = members.text("name", maxNameLength);
  if (chunkBytes === undefined || (chunkBytes & (chunkBytes - 1)) !== 0 || items === undefined) {
    return undefined;
  }

  const hasLength = bytes !== undefined || (kind === "stream" && !members.has("bytes"));
  return hasLength && !isBroken(members, "name", name) ? { kind, chunkBytes, items, bytes, name } : undefined;
}

function readItems(members: JsonMembers, transfer: number): ItemsMessage | undefined {
  const items: TransferItem[] = [];
  for (const member of members.objects("items") ?? []) {
    const item = readItem(member);
    if (item === undefined) {
      return undefined;
    }

    items.push(item);
  }

  return items.length === 0 ? undefined : { type: "items", transfer, items };
}

function readItem(members: JsonMembers): TransferItem | undefined {
  const [path, kind, size] = [members.text("path"), members.text("kind"), members.count("size")];
  const modified = members.number("modified", -maxStreamBytes, maxStreamBytes);
  const isExecutable = members.flag("executable");
  if (path === undefined || isBroken(members, "modified", modified) || isBroken(members, "executable", isExecutable)) {
    return undefined;
  }

  if (kind === "file") {
    return size === undefined ? undefined : { path, kind, size, modified, isExecutable: isExecutable ?? false };
  }

  return kind === "folder" && !members.has("size") ? { path, kind, size: 0, modified, isExecutable: isExecutable ?? false } : undefined;
}

function readStream(members: JsonMembers, transfer: number): StreamMessage | undefined {
  const [epoch, salt] = [members.count("epoch", maxNumber), members.bytes("salt", epochSaltBytes)];
  const [index, continues] = [members.count("index"), members.count("continues")];
  return epoch === undefined || salt === undefined || index === undefined || continues === undefined
    ? undefined
    : { type: "stream", transfer, epoch, salt, index, continues };
}

function readReason(members: JsonMembers): string | undefined {
  return members.text("reason", maxReasonLength) || undefined;
}

// An optional member that is there must be well-formed.
function isBroken(members: JsonMembers, name: string, value: unknown): boolean {
  return value === undefined && members.has(name);
}

// What is undefined is left out by JSON.stringify.
function toWire(message: ChannelMessage): object {
  switch (message.type) {
    case "hello":
      return { ...message, token: message.token && encodeBase64Url(message.token) };
    case "offer": {
      const { type, transfer, terms, key, id } = message;
      const { kind, chunkBytes, items, bytes, name } = terms;
      return { type, transfer, kind, key: encodeBase64Url(key), chunkBytes, items, bytes, name, id: id && writeTransferId(id) };
    }
    case "items":
      return { ...message, items: message.items.map(toWireItem) };
    case "stream":
      return { ...message, salt: encodeBase64Url(message.salt) };
    case "unknown":
      throw new TypeError("message: one of unknown type is never sent.");
    default:
      return message;
  }
}

function toWireItem({ path, kind, size, modified, isExecutable }: TransferItem): object {
  return { path, kind, size: kind === "file" ? size : undefined, modified, executable: isExecutable || undefined };
}
