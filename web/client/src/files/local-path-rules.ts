import type { PathRules } from "../transfer/path-rules.js";

/** The rules for names on this device: those of Windows where it is Windows. */
export function localPathRules(): PathRules {
  const agent: string = typeof navigator === "undefined" ? "" : (navigator.userAgent ?? "");
  return agent.includes("Windows") ? "windows" : "unix";
}
