import fc from 'fast-check';
import type { Random } from '../../rehearsal/random.ts';
import {
  hostileKeys,
  hostileLengths,
  hostileNumbers,
  hostileStrings,
  hostileValues,
  nested,
} from './hostile.ts';

/**
 * JSON of the shape of a sample: each part is what it was, or another of its kind, or anything, or missing. About two parts
 * of a sample are changed, however large it is, so that some inputs get past the first look.
 */
export function shapedLike(sample: unknown): fc.Arbitrary<unknown> {
  return part(sample, Math.max(8, Math.round(partsOf(sample) / 2)), 0);
}

const partsOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, one) => sum + partsOf(one), 1)
    : 1;

/** One part in `keep` is changed, in one way or another. */
function part(sample: unknown, keep: number, depth: number): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 3 * keep, arbitrary: ofTheKindOf(sample, keep, depth) },
    { weight: 1, arbitrary: depth < 4 ? anything : fc.constant(null) },
  );
}

function ofTheKindOf(sample: unknown, keep: number, depth: number): fc.Arbitrary<unknown> {
  const usually = (arbitrary: fc.Arbitrary<unknown>) => ({ weight: 3 * keep, arbitrary });
  const seldom = (arbitrary: fc.Arbitrary<unknown>) => ({ weight: 1, arbitrary });
  const shaped = (inner: unknown) => part(inner, keep, depth + 1);
  if (typeof sample === 'string') {
    return fc.oneof(
      usually(fc.constant(sample)),
      seldom(fc.string({ unit: 'binary', maxLength: 40 })),
      seldom(fc.constantFrom(...hostileStrings)),
    );
  }
  if (typeof sample === 'number') {
    return fc.oneof(
      usually(fc.constant(sample)),
      seldom(fc.double({ noNaN: true, noDefaultInfinity: true })),
      seldom(fc.constantFrom(...hostileNumbers)),
    );
  }
  if (typeof sample !== 'object' || sample === null)
    return fc.oneof(usually(fc.constant(sample)), seldom(fc.boolean()));
  if (Array.isArray(sample)) {
    const [first = fc.constant(null), ...others] = sample.slice(0, 3).map(shaped);
    return fc.oneof(
      usually(fc.tuple(...sample.slice(0, 12).map(shaped))),
      seldom(fc.array(fc.oneof(first, ...others), { maxLength: 4 })),
    );
  }
  const fields = Object.fromEntries(Object.entries(sample).map(([key, value]) => [key, shaped(value)]));
  return fc.oneof(
    usually(fc.record(fields)),
    seldom(fc.record(fields, { requiredKeys: [] })),
    seldom(
      fc
        .tuple(fc.record(fields), fc.constantFrom(...hostileKeys), anything)
        .map(([object, key, value]) => withKey(object, key, value)),
    ),
  );
}

const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...hostileValues),
  fc.constantFrom(...hostileStrings),
  fc.constantFrom(...hostileNumbers),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A copy of the sample with one to three parts changed. */
export function damagedJson(samples: readonly unknown[], random: Random): unknown {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random.next() * from.length)];
  let value = structuredClone(pick(samples));
  for (let left = 1 + Math.floor(random.next() * 3); left > 0; left--) {
    const path = somePath(value, random);
    value = changed(value, path, (part) => damage(part, pick(samples), random));
  }
  return value;
}

const gone = Symbol('gone');

function damage(part: unknown, other: unknown, random: Random): unknown {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random.next() * from.length)];
  const draw = random.next();
  if (draw < 0.12) return gone;
  if (draw < 0.24) return pick(hostileValues);
  if (draw < 0.3) return pick(hostileNumbers);
  if (draw < 0.42) return pick(hostileStrings);
  if (draw < 0.45) return 'x'.repeat(pick(hostileLengths) ?? 0);
  if (draw < 0.46) return nested(2000);
  if (draw < 0.5) return [part];
  if (draw < 0.56) return partAt(other, somePath(other, random));
  if (typeof part === 'string') return damagedText(part, random);
  if (typeof part === 'number')
    return pick([-part, part * 1e9, part + 0.1, part + 1, part - 1, String(part)]);
  if (Array.isArray(part)) {
    if (draw < 0.7) return part.slice(1);
    if (draw < 0.8) return part.toReversed();
    return [...part, ...part.slice(0, 5)];
  }
  if (typeof part === 'object' && part !== null) {
    const key = pick(hostileKeys) ?? '';
    const keys = Object.keys(part);
    if (draw < 0.75) return withKey(part, key, pick(hostileValues));
    const renamed = pick(keys);
    return Object.fromEntries(
      Object.entries(part).map(([name, one]) => [name === renamed ? key : name, one]),
    );
  }
  return !part;
}

/** Letters inserted, deleted, doubled, swapped. */
export function damagedText(text: string, random: Random, alphabet: readonly string[] = letters): string {
  const at = Math.floor(random.next() * (text.length + 1));
  const length = Math.floor(random.next() * Math.min(12, text.length - at + 1));
  const [before, part, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
  const draw = random.next();
  if (draw < 0.3) return before + after;
  if (draw < 0.4) return before + part + part + after;
  if (draw < 0.45) return before + part.repeat(200) + after;
  if (draw < 0.6) return before + part.toUpperCase() + after;
  return before + (alphabet[Math.floor(random.next() * alphabet.length)] ?? '') + part + after;
}

const letters = [...' \t\n\0"\'\\/:;,.@#%&*-_+=?!<>()[]{}|^`~09azAZé\u{1f424}\ud800', ...hostileStrings];

/** Own, even if it is called `__proto__`. */
function withKey(object: object, key: string, value: unknown): object {
  return Object.defineProperty({ ...object }, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

type Path = readonly (string | number)[];

/** Deeper parts are as likely as shallow ones. */
function somePath(value: unknown, random: Random): Path {
  const path: (string | number)[] = [];
  let part = value;
  while (typeof part === 'object' && part !== null && random.next() < 0.8) {
    const keys = Object.keys(part);
    const key = keys[Math.floor(random.next() * keys.length)];
    if (key === undefined) break;
    path.push(Array.isArray(part) ? Number(key) : key);
    part = Reflect.get(part, key);
  }
  return path;
}

const partAt = (value: unknown, path: Path): unknown =>
  path.reduce(
    (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : part),
    value,
  );

function changed(value: unknown, path: Path, change: (part: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    const made = change(value);
    return made === gone ? null : made;
  }
  if (typeof value !== 'object' || value === null) return value;
  const made =
    rest.length === 0 ? change(Reflect.get(value, key)) : changed(Reflect.get(value, key), rest, change);
  if (Array.isArray(value)) {
    return made === gone ? value.toSpliced(Number(key), 1) : value.with(Number(key), made);
  }
  if (made !== gone) return withKey(value, String(key), made);
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}
