import { describe, expect, it } from "vitest";
import { chooseLanguage, languageNames, loadStrings } from "../src/strings/languages.js";

describe("languages", () => {
  it("are chosen by the person's wishes, then by the browser's", () => {
    expect(chooseLanguage(["fr-CA", "en"], null)).toBe("fr");
    expect(chooseLanguage(["pt-BR", "de-AT"], null)).toBe("de");
    expect(chooseLanguage(["pt"], null)).toBe("en");
    expect(chooseLanguage(["fr"], "ja")).toBe("ja");
    expect(chooseLanguage(["fr"], "constructor")).toBe("fr");
  });

  it.each(languageNames.map(([tag]) => tag))("%s leaves no text empty and uses no exclamation marks", async (tag) => {
    const texts: string[] = [];
    collect(await loadStrings(tag), texts);
    expect(texts.filter((text) => text.trim() === "")).toEqual([]);
    expect(texts.filter((text) => /[!！]/u.test(text))).toEqual([]);
    expect(texts.length).toBeGreaterThan(200);
  });

  it("differ from English", async () => {
    const english: string[] = [];
    collect(await loadStrings("en"), english);
    for (const [tag] of languageNames.slice(1)) {
      const texts: string[] = [];
      collect(await loadStrings(tag), texts);
      const same = texts.filter((text, place) => text === english[place] && /[a-z]{4}/i.test(text));
      // The example of a code, and words that two languages share.
      expect(same.length).toBeLessThan(8);
    }
  });
});

function collect(value: unknown, texts: string[]): void {
  if (typeof value === "string") texts.push(value);
  else if (typeof value === "function") texts.push(String(value(3, 3, 3)));
  else if (typeof value === "object" && value !== null) for (const each of Object.values(value)) collect(each, texts);
}
