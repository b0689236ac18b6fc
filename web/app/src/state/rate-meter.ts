/** How many points the curve has: one a second. */
export const curvePoints = 60;

export interface Rate {
  /** Bytes a second, smoothed; undefined until two measures are there. */
  readonly bytesPerSecond: number | undefined;

  /** Bytes a second in each of the last seconds, the newest last. */
  readonly curve: readonly number[];
}

export const noRate: Rate = { bytesPerSecond: undefined, curve: [] };

/** Turns confirmed bytes into a rate that a person can read: smoothed over about five seconds. */
export class RateMeter {
  #last: { readonly at: number; readonly bytes: number } | undefined;
  #second: { readonly at: number; readonly bytes: number } | undefined;
  #rate: number | undefined;
  #curve: readonly number[] = [];

  /** Takes a measure. A pause is not smoothed over: call `pause` when a side is away. */
  measure(nowMilliseconds: number, confirmedBytes: number): Rate {
    if (this.#last === undefined || confirmedBytes < this.#last.bytes) {
      this.#last = this.#second = { at: nowMilliseconds, bytes: confirmedBytes };
      return this.rate;
    }
    const seconds = (nowMilliseconds - this.#last.at) / 1000;
    if (seconds > 0) {
      const now = (confirmedBytes - this.#last.bytes) / seconds;
      const weight = 1 - Math.exp(-seconds / 5);
      this.#rate = this.#rate === undefined ? now : this.#rate + (now - this.#rate) * weight;
      this.#last = { at: nowMilliseconds, bytes: confirmedBytes };
    }
    this.#addToCurve(nowMilliseconds, confirmedBytes);
    return this.rate;
  }

  /** Forgets the past when nothing can flow; the curve keeps its shape and shows a zero. */
  pause(): Rate {
    this.#last = this.#second = undefined;
    this.#rate = undefined;
    this.#curve = [...this.#curve, 0].slice(-curvePoints);
    return this.rate;
  }

  get rate(): Rate {
    return { bytesPerSecond: this.#rate, curve: this.#curve };
  }

  #addToCurve(now: number, bytes: number): void {
    if (this.#second === undefined) this.#second = { at: now, bytes };
    const elapsed = now - this.#second.at;
    if (elapsed < 1000) return;
    const perSecond = (bytes - this.#second.bytes) / (elapsed / 1000);
    const points = Math.min(curvePoints, Math.round(elapsed / 1000));
    this.#curve = [...this.#curve, ...Array.from({ length: points }, () => perSecond)].slice(-curvePoints);
    this.#second = { at: now, bytes };
  }
}

/** Seconds until the end at this rate; undefined when that is not known. */
export function secondsLeft(rate: Rate, confirmedBytes: number, totalBytes: number | undefined): number | undefined {
  if (totalBytes === undefined || rate.bytesPerSecond === undefined || rate.bytesPerSecond < 1) return undefined;
  return Math.max(0, totalBytes - confirmedBytes) / rate.bytesPerSecond;
}
