/**
 * Which system a path must be safe on (docs/sealed-protocol.md section 8): rules 1 to 4 for systems whose names are bytes;
 * on macOS also 6, names that differ only in case or normalisation are one; on Windows also 5 and 6.
 */
export type PathRules = "unix" | "macos" | "windows";
