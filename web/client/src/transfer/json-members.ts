import { decodeBase64Url } from "../relay/base64-url.js";
import { isIntegerWithin, type JsonObject, toJsonObject } from "../relay/strict-json.js";
import { maxStreamBytes } from "./transfer-limits.js";

/**
 * The members of a JSON object that a peer wrote, each taken only in the form that is asked for: undefined stands for absent
 * or malformed. Members that nobody asks for are never looked at.
 */
export class JsonMembers {
  readonly #json: JsonObject;

  constructor(json: JsonObject) {
    this.#json = json;
  }

  /** Whether a member is there at all; `null` counts as absent. */
  has(name: string): boolean {
    return this.#json.has(name);
  }

  /** A well-formed text of at most so many UTF-16 code units. */
  text(name: string, maxLength: number = Number.POSITIVE_INFINITY): string | undefined {
    const value = this.#json.get(name);
    return typeof value === "string" && value.length <= maxLength && !/\p{Cs}/u.test(value) ? value : undefined;
  }

  /** An integer from 0 to `max`. */
  count(name: string, max: number = maxStreamBytes): number | undefined {
    return this.number(name, 0, max);
  }

  /** An integer within bounds, both included. */
  number(name: string, min: number, max: number): number | undefined {
    const value = this.#json.get(name);
    return isIntegerWithin(value, min, max) ? value + 0 : undefined; // Of -0 it makes 0.
  }

  /** True or false. */
  flag(name: string): boolean | undefined {
    const value = this.#json.get(name);
    return typeof value === "boolean" ? value : undefined;
  }

  /** Exactly so many bytes in base64url without padding or anything else. */
  bytes(name: string, length: number): Uint8Array | undefined {
    return decodeBase64Url(this.#json.get(name), length);
  }

  /** A list of at least one object. */
  objects(name: string): JsonMembers[] | undefined {
    const list = this.#json.get(name);
    if (!Array.isArray(list) || list.length === 0) {
      return undefined;
    }

    const objects: JsonMembers[] = [];
    for (const member of list) {
      const json = toJsonObject(member);
      if (json === undefined) {
        return undefined;
      }

      objects.push(new JsonMembers(json));
    }

    return objects;
  }
}
