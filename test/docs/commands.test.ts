import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { haldane, spec } from '../cli/fakes.ts';
import { happyAccount } from './_account.ts';
import { commandsOf, documents, guides, wordsOf, yamlBlocksOf } from './_documents.ts';

jest.setTimeout(60_000);

const shown = (program: string): readonly string[] => [
  ...new Set(guides.flatMap((guide) => commandsOf(guide, program))),
];

/** What stands for something else in a command. */
const fill = (text: string): string =>
  text
    .replace('REPOSITORY_URI@sha256:...', `registry.example.com/shop@sha256:${'a'.repeat(64)}`)
    .replace('NAME', 'good-release')
    .replaceAll('SERVICE', 'recommendation');

const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;

/** Files that a reader has after following README.md, besides those of the project. */
const [readersSpec = ''] = guides
  .filter(({ path }) => path === 'README.md')
  .flatMap(yamlBlocksOf)
  .map(({ yaml }) => yaml);
const files = {
  'services/recommendation.yml': readFileSync('services/recommendation.yml', 'utf8'),
  'services/thumbnails.yml': readersSpec,
};

describe('npx haldane', () => {
  it.each(shown('npx haldane').map(fill))('%s', async (line) => {
    const [, , ...args] = wordsOf(line);
    const { exitCode, out, err } = await haldane(args, { answers: happyAccount(spec), files });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).not.toBe('');
  });

  it('is shown with every command in docs/cli.md', async () => {
    const page = guides.filter(({ path }) => path === 'docs/cli.md');
    const names = page.flatMap((one) => commandsOf(one, 'npx haldane')).map((line) => line.split(' ')[2]);
    const known = [...(await haldane('--help')).out.matchAll(/^ {2}(\w+) \[options\]/gm)];
    expect([...new Set(names)].sort()).toEqual(known.map(([, name]) => name).sort());
  });
});

/** In sentences, `haldane start --hotfix` need not be whole. */
describe('haldane', () => {
  it.each(shown('haldane'))('%s', async (line) => {
    const [, command = '', ...args] = wordsOf(line);
    const { exitCode, out } = await haldane([command, '--help']);
    expect(exitCode).toBe(0);
    expect(out).toContain(`Usage: haldane ${command} `);
    for (const option of optionsIn(args)) expect(out).toContain(`  ${option} `);
  });
});

describe('a pipe', () => {
  it.each(shown('echo'))('%s', (line) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });
});

describe('npm', () => {
  it.each(shown('npm'))('%s', async (line) => {
    const [, verb = '', ...args] = wordsOf(fill(line)).filter((word) => word !== '--silent');
    const script = verb === 'run' ? args.shift() : verb;
    expect(Object.keys(scripts)).toContain(script);
    const ours = args.slice(args.indexOf('--') + 1);
    if (script === 'start' && ours.length > 0) {
      expect((await haldane(['demo', ...ours])).exitCode).toBe(0);
    } else {
      for (const path of ours.filter((word) => word.includes('/'))) expect(existsSync(path)).toBe(true);
    }
  });

  it('names scripts that exist in the table of checks', () => {
    const guide = readFileSync('CONTRIBUTING.md', 'utf8');
    const named = [...guide.matchAll(/^\| `([\w:]+)` \|/gm)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

/** Programs of others are asked whether they know the command and its options; what they would do is done elsewhere. */
const others = ['serverless', 'biome'].flatMap((program) => shown(`npx ${program}`));

it.each(others)('%s', (line) => {
  const [, program = '', command = '', ...args] = wordsOf(line);
  const { status, stdout } = spawnSync(`node_modules/.bin/${program}`, [command, '--help'], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stdout).toContain(command);
  for (const option of optionsIn(args)) expect(stdout).toMatch(new RegExp(`${option}\\b`));
});

/** Of AWS's own program the SDK knows the operations and what they take. */
it.each(shown('aws'))('%s', async (line) => {
  const [, service = '', operation = '', ...args] = wordsOf(line);
  const takes = await optionsOfAws(service, operation);
  expect(optionsIn(args).filter((option) => !takes.includes(option))).toEqual([]);
});

it('shows no command of a program that is not looked at here', () => {
  const programs = guides.flatMap((guide) => commandsOf(guide, 'npx')).map((line) => line.split(' ')[1]);
  expect([...new Set(programs)].sort()).toEqual(['biome', 'haldane', 'serverless']);
});

it('names scripts of this folder that can be run', () => {
  const named = documents.flatMap(({ text }) => [...text.matchAll(/(?:^ {4}|`)(\.ci\/\w+)/gm)]);
  for (const [, path = ''] of named) expect(existsSync(path)).toBe(true);
});

/** What the program adds to some operations. */
const ofTheProgram: Readonly<Record<string, readonly string[]>> = {
  'route53 list-resource-record-sets': ['--max-items'],
  'route53 change-resource-record-sets': ['--hosted-zone-id'],
  'dynamodb update-table': ['--no-deletion-protection-enabled'],
};

/** Services whose SDK the project does not have, from the reference of the program. */
const known: Readonly<Record<string, readonly string[]>> = {
  'sqs get-queue-url': ['--queue-name'],
  'sqs receive-message': ['--queue-url', '--max-number-of-messages', '--visibility-timeout'],
  'sqs delete-message': ['--queue-url', '--receipt-handle'],
  'logs tail': ['--since', '--follow', '--filter-pattern'],
  'logs delete-log-group': ['--log-group-name'],
};

const clients: Readonly<Record<string, () => Promise<object>>> = {
  route53: () => import('@aws-sdk/client-route-53'),
  elbv2: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  lambda: () => import('@aws-sdk/client-lambda'),
  stepfunctions: () => import('@aws-sdk/client-sfn'),
  dynamodb: () => import('@aws-sdk/client-dynamodb'),
};

async function optionsOfAws(service: string, operation: string): Promise<readonly string[]> {
  const name = `${service} ${operation}`;
  const listed = known[name];
  if (listed !== undefined) return listed;
  const sdk = await clients[service]?.();
  const pascal = operation.replace(/(?:^|-)(\w)/g, (_all, letter: string) => letter.toUpperCase());
  const command: unknown = sdk && Reflect.get(sdk, `${pascal}Command`);
  if (typeof command !== 'function') throw new Error(`The SDK knows no ${name}.`);
  const { schema }: { schema: unknown[] } = Reflect.construct(command, [{}]);
  const input = typeof schema[4] === 'function' ? schema[4]() : schema[4];
  const members: unknown = Array.isArray(input) ? input[4] : undefined;
  if (!Array.isArray(members)) throw new Error(`The SDK does not say what ${name} takes.`);
  return [
    ...members.map(
      (member) =>
        `--${String(member)
          .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
          .toLowerCase()}`,
    ),
    ...(ofTheProgram[name] ?? []),
  ];
}

const optionsIn = (words: readonly string[]): readonly string[] =>
  words.filter((word) => word.startsWith('--') && word !== '--').map((word) => word.split('=')[0] ?? word);
