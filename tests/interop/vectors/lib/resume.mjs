// docs/sealed-protocol.md section 7.4.

const isSame = (a, b) => a.kind === b.kind && a.size === b.size && (a.modified ?? null) === (b.modified ?? null);

// What a receiver has of a list that is offered again.
export function findHeld({ before, stored, failed, again }) {
  const known = new Map();
  let position = 0;
  before.forEach((item, place) => {
    const have = Math.max(0, Math.min(item.size, stored - position));
    known.set(item.path, { item, have, hasFailed: failed.includes(place) });
    position += item.size;
  });
  const same = again.map((item) => {
    const entry = known.get(item.path);
    return entry !== undefined && isSame(entry.item, item) ? entry : undefined;
  });
  const isCovered = again.every((item) => {
    const entry = known.get(item.path);
    return entry !== undefined && entry.item.kind === item.kind && (!item.executable || entry.item.executable === true);
  });
  const failedAgain = again.flatMap((_, place) => (same[place]?.hasFailed ? [place] : []));
  let held = 0;
  for (const [place, item] of again.entries()) {
    if (item.kind === 'folder') continue;
    const entry = same[place];
    if (entry === undefined) break;
    const have = entry.hasFailed ? item.size : entry.have;
    held += have;
    if (have < item.size) break;
  }
  const total = again.reduce((sum, item) => sum + item.size, 0);
  const final = Math.max(0, Math.ceil(total / 262144) - 1);
  return { isCovered, held, index: Math.min(Math.floor(held / 262144), final), failedAgain };
}

export function offerAgain({ items, changed }) {
  const kept = items.filter((_, place) => !(String(place) in changed));
  const places = Object.keys(changed).map(Number).sort((a, b) => a - b);
  return [...kept, ...places.map((place) => changed[String(place)])];
}
