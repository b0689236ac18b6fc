/** A JSON object that somebody else wrote, before a single value of it is believed. */
export class JsonObject {
  readonly #value: object;

  constructor(value: object) {
    this.#value = value;
  }

  /** A member; undefined when it is absent or `null`. */
  get(name: string): unknown {
    const value: unknown = Object.hasOwn(this.#value, name) ? Reflect.get(this.#value, name) : undefined;
    return value ?? undefined;
  }

  /** Whether a member is there; `null` counts as absent. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }
}

// A whole text or number; what is neither is left for the parser to judge. A text without an end goes on to the end of all,
// so that the search never begins anew within it.
const token = /"(?:[^"\\]+|\\[\s\S])*"?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const fractionOrExponent = /[.eE]/;

/** Reads one JSON object. Numbers that are written with a fraction or an exponent come out as no integer. */
export function parseJsonObject(utf8: Uint8Array): JsonObject | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(utf8);
    return toJsonObject(JSON.parse(text.replace(token, hideInexact)));
  } catch {
    return undefined; // The platform's only way to say no: not UTF-8, not JSON, or nested too deep.
  }
}

/** Takes a value for an object; undefined when it is none. */
export function toJsonObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? new JsonObject(value) : undefined;
}

/** Whether a value is an integer within bounds, both included. */
export function isIntegerWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max;
}

// JSON.parse takes 1.0 and 1e3 for integers, which the protocols refuse: this is none, wherever it stands, and
// nothing that may follow makes another number of it.
function hideInexact(found: string): string {
  return found.startsWith('"') || !fractionOrExponent.test(found) ? found : "1e-1";
}
