import { createHash, type Hash } from 'node:crypto';
import jsonata from 'jsonata';
import type { Clock } from '../clock.ts';
import { uuid } from './identifiers.ts';

/** What Step Functions adds to JSONata ("Transforming data with JSONata" in its guide), and the clock's time for $now and $millis. */
export interface AddedFunctions {
  readonly [name: string]: ((...args: never[]) => unknown) | undefined;
}

export function addedFunctions({ clock, random }: { clock: Clock; random: () => number }): AddedFunctions {
  return {
    partition,
    range,
    hash,
    parse,
    random: (seed?: number) => (seed === undefined ? random() : seededNumber(seed)),
    uuid: () => uuid(random),
    now: (picture?: string, timezone?: string) => format.evaluate({}, { t: clock.now(), picture, timezone }),
    millis: () => clock.now(),
    // The service has no $eval: a call of it finds no function.
    eval: undefined,
  };
}

const format = jsonata('$fromMillis($t, $picture, $timezone)');

function partition(items: unknown, size: number): unknown {
  if (items === undefined) return undefined;
  const list = Array.isArray(items) ? items : [items];
  requireInteger('partition', 2, size);
  if (size <= 0) throw new Error('Second argument of function "partition" must be a positive integer');
  const parts: unknown[][] = [];
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size));
  return parts;
}

/** Both ends are included. The answer is a JSONata sequence, so a single number comes out bare. */
function range(first: number, last: number, step: number): unknown {
  if (first === undefined || last === undefined) return undefined;
  requireInteger('range', 1, first);
  requireInteger('range', 2, last);
  requireInteger('range', 3, step);
  if (step === 0) throw new Error('Third argument of function "range" must not be zero');
  const count = Math.floor((last - first) / step) + 1;
  const numbers = Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step);
  return Object.defineProperty(numbers, 'sequence', { value: true, enumerable: false });
}

function hash(content: unknown, algorithm: string): unknown {
  if (content === undefined) return undefined;
  const name = algorithms[algorithm];
  if (name === undefined) throw new Error(`Unsupported hash algorithm: ${algorithm}`);
  const digest: Hash = createHash(name);
  return digest.update(typeof content === 'string' ? content : JSON.stringify(content)).digest('hex');
}

const algorithms: { readonly [name: string]: string } = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const parse = (text?: string): unknown => (text === undefined ? undefined : JSON.parse(text));

/** The first double of java.util.Random for this seed, which is what the service gives (42 -> 0.7275636800328681). */
function seededNumber(seed: number): number {
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & mask;
  const bits = (count: bigint) => {
    state = (state * MULTIPLIER + 0xbn) & mask;
    return Number(state >> (48n - count));
  };
  return (bits(26n) * 2 ** 27 + bits(27n)) / 2 ** 53;
}

const MULTIPLIER = 0x5_deec_e66dn;

/** As JSONata itself complains of a wrong argument. */
function requireInteger(name: string, position: number, value: unknown): void {
  if (typeof value === 'number' && Number.isInteger(value)) return;
  throw Object.assign(
    new Error(`Argument ${position} of function "${name}" does not match function signature`),
    {
      code: 'T0410',
    },
  );
}
