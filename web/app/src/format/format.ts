import type { Strings } from "../strings/strings.js";

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Numbers, sizes and times as a person of one language reads them. */
export class Formats {
  readonly #strings: Strings;
  readonly #number: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #date: Intl.DateTimeFormat;
  readonly #sizes: readonly (readonly [Intl.NumberFormat, Intl.NumberFormat, Intl.NumberFormat])[];

  constructor(strings: Strings) {
    const { locale } = strings;
    this.#strings = strings;
    this.#number = new Intl.NumberFormat(locale);
    this.#percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
    this.#date = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
    this.#sizes = units.map((unit) => {
      const digits = (count: number): Intl.NumberFormat =>
        new Intl.NumberFormat(locale, {
          style: "unit",
          unit,
          unitDisplay: unit === "byte" ? "long" : "short",
          minimumFractionDigits: count,
          maximumFractionDigits: count,
        });
      return [digits(0), digits(1), digits(2)] as const;
    });
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  /** Decimal units, three significant digits: 999 bytes, 1.23 MB, 45.6 MB, 789 MB. */
  size(bytes: number): string {
    let unit = 0;
    let value = bytes;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return this.#sizes[unit]?.[digits]?.format(value) ?? String(bytes);
  }

  /** Never says 100 % before the end: the last percent is earned. */
  percent(done: number, total: number | undefined): string {
    return this.#percent.format(wholePercent(done, total) / 100);
  }

  /** Roughly, as time left is: seconds below a minute in steps of five, minutes below two hours, hours beyond. */
  about(seconds: number): string {
    if (seconds < 10) return this.#strings.seconds(Math.max(1, Math.round(seconds)));
    if (seconds < 55) return this.#strings.seconds(Math.ceil(seconds / 5) * 5);
    if (seconds < 7200) return this.#strings.minutes(Math.max(1, Math.round(seconds / 60)));
    return this.#strings.hours(Math.round(seconds / 3600));
  }

  /** Exactly enough for a summary: 45 seconds, 3 minutes 20 seconds, 2 hours 5 minutes. */
  duration(milliseconds: number): string {
    const seconds = Math.max(1, Math.round(milliseconds / 1000));
    if (seconds < 60) return this.#strings.seconds(seconds);
    const isLong = seconds >= 3600;
    const large = Math.floor(seconds / (isLong ? 3600 : 60));
    const small = isLong ? Math.floor((seconds % 3600) / 60) : seconds % 60;
    const first = isLong ? this.#strings.hours(large) : this.#strings.minutes(large);
    if (small === 0) return first;
    return `${first} ${isLong ? this.#strings.minutes(small) : this.#strings.seconds(small)}`;
  }

  date(value: Date): string {
    return this.#date.format(value);
  }
}

/** 0 to 100; 100 only when everything is there. */
export function wholePercent(done: number, total: number | undefined): number {
  if (total === undefined) return 0;
  if (done >= total) return 100;
  return Math.max(0, Math.min(99, Math.floor((done / total) * 100)));
}

/** The step of 25 % that was reached last: what a screen reader is told. */
export function announcedStep(percent: number): number {
  return Math.floor(percent / 25) * 25;
}
