const tooFar = 3;

/**
 * How many slips of the finger lie between two words: insert, delete, replace, swap of neighbours, no place twice (optimal
 * string alignment). Stops counting at 3, so that long input costs little.
 */
export function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) >= tooFar) {
    return tooFar;
  }

  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const replace = at(last, j - 1) + (left[i - 1] === right[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      const swap = isSwap ? at(beforeLast, j - 2) + 1 : replace;
      row.push(Math.min(replace, swap, at(last, j) + 1, at(row, j - 1) + 1));
    }

    beforeLast = last;
    last = row;
  }

  return Math.min(at(last, right.length), tooFar);
}

function at(row: readonly number[], place: number): number {
  return row[place] ?? tooFar;
}
