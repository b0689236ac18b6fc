import type { PathProblem } from "./path-problem.js";
import type { PathRules } from "./path-rules.js";

declare const brand: unique symbol;

/**
 * A path of the other side that has passed rules 1 to 3, and 5 where it applies, of docs/sealed-protocol.md section 8. The
 * only way from a peer's name to a file: whatever writes takes this type and no string.
 */
export type SafeRelativePath = string & { readonly [brand]: "SafeRelativePath" };

/** What comes of checking a path. */
export type SafePathResult =
  | { readonly path: SafeRelativePath; readonly problem?: undefined }
  | { readonly path?: undefined; readonly problem: PathProblem };

const maxBytes = 4096;
const maxComponentBytes = 255;
const maxComponents = 128;

const refused = /[\p{Cc}\p{Cs}\\\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u;
const reservedOnWindows = /[<>:"|?*]|^ |[. ]$/;
const deviceOnWindows = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\.|$)/i;
const utf8 = new TextEncoder();

/**
 * Checks a path of the other side.
 * @param path Not trusted.
 * @param rules Which system it must be safe on.
 */
export function safeRelativePathOf(path: string, rules: PathRules): SafePathResult {
  const problem = findProblem(path, rules);
  return problem === undefined ? { path: path as SafeRelativePath } : { problem };
}

/** The parts between the slashes, at least one. */
export function componentsOf(path: SafeRelativePath): string[] {
  return path.split("/");
}

/** Bytes of a text in UTF-8. */
export function utf8Bytes(text: string): number {
  return utf8.encode(text).length;
}

function findProblem(path: string, rules: PathRules): PathProblem | undefined {
  if (path.length === 0) {
    return "empty";
  }

  if (path.length > maxBytes) {
    return "tooLong";
  }

  if (refused.test(path)) {
    return "badCharacter";
  }

  const components = path.split("/");
  if (components.length > maxComponents || utf8Bytes(path) > maxBytes) {
    return "tooLong";
  }

  for (const component of components) {
    const problem = findComponentProblem(component, rules);
    if (problem !== undefined) {
      return problem;
    }
  }

  return undefined;
}

function findComponentProblem(component: string, rules: PathRules): PathProblem | undefined {
  if (component === "") {
    return "empty";
  }

  if (component === "." || component === "..") {
    return "traversal";
  }

  if (utf8Bytes(component) > maxComponentBytes) {
    return "tooLong";
  }

  return rules === "windows" && (reservedOnWindows.test(component) || deviceOnWindows.test(component)) ? "notForWindows" : undefined;
}
