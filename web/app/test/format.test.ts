import { describe, expect, it } from "vitest";
import { announcedStep, Formats, wholePercent } from "../src/format/format.js";
import { plurals } from "../src/format/plural.js";
import { strings as en } from "../src/strings/en.js";
import { loadStrings } from "../src/strings/languages.js";

describe("sizes and times", () => {
  const formats = new Formats(en);
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1000, "1.00 kB"],
    [999_600, "1.00 MB"],
    [45_600_000, "45.6 MB"],
    [789_000_000, "789 MB"],
    [2_180_000_000, "2.18 GB"],
    [5_000_000_000_000_000, "5,000 TB"],
  ])("%d bytes are %s", (bytes, text) => expect(formats.size(bytes)).toBe(text));

  it.each([
    [0.2, "1 second"],
    [32, "35 seconds"],
    [61, "1 minute"],
    [7100, "118 minutes"],
    [9000, "3 hours"],
  ])("%d seconds are about %s", (seconds, text) => expect(formats.about(seconds)).toBe(text));

  it("says durations exactly enough", () => {
    expect(formats.duration(90)).toBe("1 second");
    expect(formats.duration(161_000)).toBe("2 minutes 41 seconds");
    expect(formats.duration(7_500_000)).toBe("2 hours 5 minutes");
  });
});

describe("percent", () => {
  it("says 100 only at the end", () => {
    expect(wholePercent(999_999, 1_000_000)).toBe(99);
    expect(wholePercent(10, 10)).toBe(100);
    expect(wholePercent(0, 0)).toBe(100);
    expect(wholePercent(5, undefined)).toBe(0);
  });

  it("is announced in steps of 25", () => {
    expect([0, 24, 25, 74, 99, 100].map(announcedStep)).toEqual([0, 0, 25, 50, 75, 100]);
  });
});

describe("plurals", () => {
  it("follow the language", async () => {
    const ar = await loadStrings("ar");
    expect([1, 2, 3, 11, 100].map(ar.files)).toEqual(["ملف واحد", "ملفان", "3 ملفات", "11 ملفًا", "100 ملف"]);
    expect(plurals("de")({ one: "# Datei", other: "# Dateien" })(1200)).toBe("1.200 Dateien");
  });
});
