const zeroWidthJoiner = "\u200D"; // Part of many emoji.
const hiding = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/**
 * Makes text of the other side safe to show (docs/sealed-protocol.md section 8, "Showing names"): replaces characters that
 * control, hide or reorder by `\u{HEX}`.
 */
export function escapeForPeople(text: string): string {
  return text.replace(hiding, (letter) =>
    letter === zeroWidthJoiner ? letter : `\\u{${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
}
