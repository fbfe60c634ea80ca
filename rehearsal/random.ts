/** A stream of random draws that depends on nothing but its seed. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  normal(): number;
  binomial(trials: number, probability: number): number;
  poisson(mean: number): number;
  /** How many of `trials` fall on each share; shares need not sum to 1, only their ratios count. */
  multinomial(trials: number, shares: readonly number[]): number[];
  /** So many hexadecimal digits, for ids. */
  hex(digits: number): string;
  /** An independent stream. Give each subject its own, so that one more draw here changes nothing there. */
  fork(label: string): Random;
}

/** The same seed gives the same draws, on every machine. */
export function seededRandom(seed: string | number): Random {
  const next = sfc32(hash(String(seed)));
  const random: Random = {
    next,
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    binomial: (trials, probability) => binomial(next, trials, probability),
    poisson: (mean) => poisson(next, mean),
    multinomial: (trials, shares) => multinomial(next, trials, shares),
    hex(digits) {
      let text = '';
      for (let digit = 0; digit < digits; digit++) text += '0123456789abcdef'[Math.floor(next() * 16)];
      return text;
    },
    fork: (label) => seededRandom(`${seed}/${label}`),
  };
  return random;
}

type Uniform = () => number;

function binomial(next: Uniform, trials: number, probability: number): number {
  if (trials <= 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  const odds = probability / (1 - probability);
  const mode = Math.min(trials, Math.floor((trials + 1) * probability));
  const logAtMode =
    logFactorial(trials) -
    logFactorial(mode) -
    logFactorial(trials - mode) +
    mode * Math.log(probability) +
    (trials - mode) * Math.log1p(-probability);
  return fromMode(next(), mode, trials, Math.exp(logAtMode), (k) => ((trials - k) / (k + 1)) * odds);
}

function poisson(next: Uniform, mean: number): number {
  if (mean <= 0) return 0;
  const mode = Math.floor(mean);
  const atMode = Math.exp(mode * Math.log(mean) - mean - logFactorial(mode));
  return fromMode(next(), mode, Number.POSITIVE_INFINITY, atMode, (k) => mean / (k + 1));
}

/**
 * Exact inversion that walks outwards from the mode, where most of the probability is: about one standard deviation of
 * steps, so that thousands of requests cost microseconds. `ratio(k)` is p(k + 1) / p(k).
 */
function fromMode(
  uniform: number,
  mode: number,
  highest: number,
  atMode: number,
  ratio: (k: number) => number,
): number {
  let left = uniform - atMode;
  let low = mode;
  let high = mode;
  let atLow = atMode;
  let atHigh = atMode;
  while (left > 0) {
    const before = atLow;
    const after = atHigh;
    if (high < highest) {
      atHigh *= ratio(high);
      high += 1;
      left -= atHigh;
      if (left <= 0) return high;
    }
    if (low > 0) {
      low -= 1;
      atLow /= ratio(low);
      left -= atLow;
      if (left <= 0) return low;
    }
    // Rounding can leave a crumb of probability when both tails have vanished.
    if (atLow === before && atHigh === after) return mode;
    if (atHigh < 1e-300 && (low === 0 || atLow < 1e-300)) return mode;
  }
  return mode;
}

function multinomial(next: Uniform, trials: number, shares: readonly number[]): number[] {
  let left = trials;
  let shareLeft = 0;
  for (const share of shares) shareLeft += share;
  const counts: number[] = [];
  for (const share of shares) {
    const drawn = left === 0 || share <= 0 ? 0 : binomial(next, left, Math.min(1, share / shareLeft));
    counts.push(drawn);
    if (share <= 0) continue;
    left -= drawn;
    shareLeft -= share;
  }
  return counts;
}

const smallLogFactorials = [0];
for (let n = 1; n < 256; n++) smallLogFactorials.push((smallLogFactorials[n - 1] ?? 0) + Math.log(n));

/** Stirling's series; with two correction terms its error is below 1e-15 from 256 on. */
function logFactorial(n: number): number {
  return (
    smallLogFactorials[n] ??
    (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * n) - 1 / (360 * n ** 3)
  );
}

/** Chris Doty-Humphrey's Small Fast Counter generator (PractRand), 128 bits of state. */
function sfc32(state: readonly [number, number, number, number]): Uniform {
  let [a, b, c, counter] = state;
  const next = () => {
    const mixed = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + mixed;
    c |= 0;
    return (mixed >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

/** FNV-1a over the text, continued to four words. */
function hash(text: string): readonly [number, number, number, number] {
  let value = 0x811c9dc5;
  const stir = (code: number) => {
    value = Math.imul(value ^ code, 0x01000193);
    return value;
  };
  for (const character of text) stir(character.codePointAt(0) ?? 0);
  return [stir(1), stir(2), stir(3), stir(4)];
}
