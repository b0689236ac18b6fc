import type { Meeting } from "../channel/meeting.js";
import type { MeetingSecrets } from "../channel/meeting-secrets.js";
import { decodeBase64Url, encodeBase64Url } from "../relay/base64-url.js";
import { roomNameOf } from "../relay/room-name.js";
import { roomTokenBytes, roomTokenOf } from "../relay/room-token.js";
import { slotKeyBytes, slotKeyOf } from "../relay/slot-key.js";
import { keyBytes, resumptionRoom } from "../sealing/key-schedule.js";
import { ShareError } from "../share-error.js";
import type { Manifest } from "../transfer/manifest.js";
import { KeptRecord } from "./kept-record.js";
import { hasDatabase, openSecret, putRecord, sealSecret } from "./transfer-database.js";
import { tryHold } from "./transfer-lock.js";
import type { TransferRecord } from "./transfer-record.js";

/** What is secret in a record. */
export interface KeptSecrets {
  readonly code: string;
  readonly meeting: MeetingSecrets;
}

/** What a record is made of besides the meeting. */
export type Kept = Pick<TransferRecord, "id" | "isSending" | "extents" | "target" | "isAccepted"> & {
  readonly manifest: Manifest;
  readonly folder?: FileSystemDirectoryHandle;
};

/** Keeps the transfers of one session, so that another page can go on with them. */
export class TransferKeeper {
  readonly #meeting: Meeting;
  readonly #relay: string;
  readonly #code: string;

  constructor(meeting: Meeting, relay: string, code: string) {
    this.#meeting = meeting;
    this.#relay = relay;
    this.#code = code;
  }

  /**
   * Keeps one; undefined where there is no database to keep it in.
   * @throws ShareError when the browser cannot.
   */
  async keep({ manifest, folder, ...kept }: Kept): Promise<KeptRecord | undefined> {
    if (!(await hasDatabase())) {
      return undefined;
    }

    const secrets = this.#meeting.secrets;
    const lock = await tryHold(kept.id);
    if (secrets === undefined || lock === undefined) {
      throw new ShareError("stateUnwritable", "What is needed to go on after an interruption cannot be kept.");
    }

    try {
      const record: TransferRecord = {
        ...kept,
        version: 1,
        relay: this.#relay,
        createdAt: Date.now(),
        sealed: await sealSecret(toJson({ code: this.#code, meeting: secrets })),
        items: manifest.items,
        ...(folder === undefined ? {} : { folder }),
        stored: 0,
        failed: [],
      };
      await putRecord(record);
      return new KeptRecord(record, lock);
    } catch (error) {
      lock.release();
      throw new ShareError(
        "stateUnwritable",
        "This browser cannot keep what is needed to go on after an interruption.",
        "Free some space.",
        error,
      );
    }
  }
}

/** The secrets of a record; undefined when they cannot be opened any more. */
export async function secretsOf(record: TransferRecord): Promise<KeptSecrets | undefined> {
  return fromJson(await openSecret(record.sealed));
}

function toJson({ code, meeting }: KeptSecrets): object {
  const { role, ownSlot, peerSlot, key, token, resumption } = meeting;
  return {
    code,
    role,
    ownSlot,
    peerSlot,
    key: encodeBase64Url(key),
    token: encodeBase64Url(token),
    resumption: encodeBase64Url(resumption),
  };
}

function fromJson(value: unknown): KeptSecrets | undefined {
  if (typeof value !== "object" || value === null) {
    return undefined;
  }

  const read = new Map<string, unknown>(Object.entries(value));
  const [code, role, ownSlot, peerSlot] = [read.get("code"), read.get("role"), read.get("ownSlot"), read.get("peerSlot")];
  const key = decodeBase64Url(read.get("key"), slotKeyBytes);
  const token = decodeBase64Url(read.get("token"), roomTokenBytes);
  const resumption = decodeBase64Url(read.get("resumption"), keyBytes);
  if (typeof code !== "string" || (role !== "host" && role !== "guest") || typeof ownSlot !== "number" || typeof peerSlot !== "number") {
    return undefined;
  }

  return key === undefined || token === undefined || resumption === undefined
    ? undefined
    : {
        code,
        meeting: {
          role,
          ownSlot,
          peerSlot,
          key: slotKeyOf(key),
          token: roomTokenOf(token),
          resumption,
          room: roomNameOf(resumptionRoom(resumption)),
        },
      };
}
