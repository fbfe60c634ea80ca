/**
 * So many seconds later than others does this rollout look for the first time, and so at each tick: a thousand that one event has
 * started would all ask for their metrics in the same second. The same name has the same place; nothing that returns traffic waits for it.
 */
export function spreadSeconds(rolloutId: string, tickSeconds: number): number {
  // FNV-1a, 32 bits, then its bits mixed once more: names of a fleet differ in their last letters only.
  let hash = 0x811c9dc5;
  for (const letter of rolloutId) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % tickSeconds;
}
