import fc from 'fast-check';
import { exitCodes } from '../../../cli/exit-codes.ts';
import { haldane, spec as specText } from '../../../test/cli/fakes.ts';
import { happyAccount } from '../../../test/docs/_account.ts';
import { hostileStrings } from '../hostile.ts';
import { damagedText } from '../json.ts';
import { refused, type Target, Unclear } from '../target.ts';

// Loaded by the commands that play; loading is no work of an input.
await import('../../../cli/rehearsals.ts');

const digest = `sha256:${'5e'.repeat(32)}`;

const samples: readonly (readonly string[])[] = [
  ['validate'],
  ['validate', 'services/shop.yml', '--json'],
  ['rehearse', '--list'],
  ['rehearse', 'services/shop.yml', '--scenario', 'good-release', '--seed', '7', '--list', '--page', 'out'],
  ['apply', 'services/shop.yml', '--stage', 'prod', '--region', 'eu-west-1'],
  ['start', 'shop', '--image', `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@${digest}`, '--tag', 'v42'],
  ['start', 'shop', '--archive', 's3://builds/shop/v42.zip#3', '--hotfix', '--reason', 'a fix', '--again'],
  ['status'],
  ['status', 'shop', '--history', '--json'],
  ['approve', 'shop', '--by', 'ann, on call'],
  ['refuse', 'shop', '--reason', 'not now', '--verbose'],
  ['pause', 'shop', '--reason', 'wait'],
  ['resume', 'shop'],
  ['abort', 'shop', '--reason', 'errors', '--json'],
  ['switch', 'on', '--reason', 'a region is down'],
  ['switch', 'off'],
  ['demo', '--list'],
  ['--help'],
  ['start', '--help'],
];

const words = [...new Set(samples.flat()), ...hostileStrings];

/** The words after `haldane`. */
export const commandLine: Target = {
  name: 'command line',
  inputs: 15_000,
  arbitrary: fc.oneof(
    fc.array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 8 }),
    fc
      .tuple(fc.constantFrom(...samples), fc.array(fc.constantFrom(...words), { maxLength: 3 }))
      .map(([some, more]) => [...some, ...more]),
  ),
  damaged(random) {
    const sample = [...(samples[Math.floor(random.next() * samples.length)] ?? [])];
    const at = Math.floor(random.next() * sample.length);
    const draw = random.next();
    const word = sample[at] ?? '';
    if (draw < 0.2) return sample.toSpliced(at, 1);
    if (draw < 0.3) return sample.toSpliced(at, 0, word);
    if (draw < 0.5) return sample.with(at, words[Math.floor(random.next() * words.length)] ?? '');
    if (draw < 0.55) return sample.with(at, word.repeat(200));
    return sample.with(at, damagedText(word, random));
  },
  async feed(input) {
    const args = input as readonly string[];
    // Stories take a second each; the options before them are read all the same.
    const { exitCode, out, err } = await haldane(
      args.flatMap((word) => (word === 'rehearse' || word === 'demo' ? [word, '--list'] : [word])),
      {
        answers: happyAccount(specText),
      },
    );
    const said = `${out}${err}`;
    if (said.trim() === '') throw new Unclear('nothing was said');
    if (/This should not happen|"name": "Unexpected"/.test(said)) throw new Unclear(said.slice(0, 300));
    if (args.includes('--json') && exitCode !== exitCodes.fine) JSON.parse(out);
    // An answer of no can be long: all that was looked at.
    const isError = exitCode === exitCodes.badInput || exitCode === exitCodes.aws;
    if (isError && !args.includes('--verbose')) return refused(said);
    return exitCode === exitCodes.fine;
  },
};
