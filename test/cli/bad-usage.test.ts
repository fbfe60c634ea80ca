import { describe, expect, it } from '@jest/globals';
import { haldane, refusal } from './fakes.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@${digest}`;

/** A command line, what it prints, word for word, and how it ends. */
const wrongCommandLines: readonly (readonly [commandLine: string, message: string, todo: string])[] = [
  ['frobnicate', "Unknown command 'frobnicate'.", 'Run it with --help to see what it takes.'],
  ['valdate', "Unknown command 'valdate'.", 'Did you mean validate?'],
  ['--yaml', "Unknown option '--yaml'.", 'Run it with --help to see what it takes.'],
  ['apply', "Missing required argument 'files'.", 'Run it with --help to see what it takes.'],
  ['start', "Missing required argument 'service'.", 'Run it with --help to see what it takes.'],
  ['abort', "Missing required argument 'service'.", 'Run it with --help to see what it takes.'],
  ['approve', "Missing required argument 'service'.", 'Run it with --help to see what it takes.'],
  [
    'refuse shop',
    "Required option '--reason <text>' not specified.",
    'Run it with --help to see what it takes.',
  ],
  [
    'pause shop',
    "Required option '--reason <text>' not specified.",
    'Run it with --help to see what it takes.',
  ],
  ['switch', "Missing required argument 'state'.", 'Run it with --help to see what it takes.'],
  [
    'switch maybe',
    "Value 'maybe' is invalid for argument 'state'. Allowed choices are on, off.",
    'Run it with --help to see what it takes.',
  ],
  [
    'switch on',
    'The stop switch needs a reason.',
    'Write for example: haldane switch on --reason "a region is down"',
  ],
  ...['start', 'status', 'approve', 'abort', 'resume'].map(
    (command) =>
      [
        `${command} Shop/v2`,
        '"Shop/v2" is no name of a service.',
        'Write it as its spec does: lowercase letters, digits and hyphens. haldane status names those that have a rollout.',
      ] as const,
  ),
  [
    'status --region nowhere',
    '--region "nowhere" is no name of an AWS region.',
    'Write it as AWS does, for example --region eu-west-1.',
  ],
  [
    'pause shop --reason --hotfix',
    "Option '--reason <text>' argument '--hotfix' is invalid. It is an option, not a reason.",
    'Run it with --help to see what it takes.',
  ],
  ['start shop --imge x', "Unknown option '--imge'.", 'Did you mean --image?'],
  [
    'status --region',
    "Option '--region <name>' argument missing.",
    'Run it with --help to see what it takes.',
  ],
  [
    'status shop cart',
    "Too many arguments for 'status'. Expected 1 argument but got 2.",
    'Run it with --help to see what it takes.',
  ],
  [
    'status --stage a_b',
    '--stage "a_b" is no name of a stage.',
    'Write letters, digits and hyphens, for example --stage prod.',
  ],
  [
    'validate nowhere.yml',
    'There is no file nowhere.yml.',
    'Give the path of a service spec, for example services/recommendation.yml.',
  ],
  [
    'start shop',
    'Nothing to release is given.',
    'Give --image REPOSITORY@sha256:DIGEST or --archive s3://BUCKET/KEY.',
  ],
  [
    `start shop --image ${image} --archive s3://builds/x.zip`,
    '--image and --archive exclude each other.',
    'Give --image REPOSITORY@sha256:DIGEST or --archive s3://BUCKET/KEY.',
  ],
  [
    'start shop --archive builds/x.zip',
    '--archive builds/x.zip is no object in S3.',
    'Write for example --archive s3://my-builds/recommendation/v42.zip, with #VERSION if the bucket keeps versions.',
  ],
];

describe('bad usage', () => {
  it.each(wrongCommandLines)('haldane %s', async (commandLine, message, todo) => {
    const { exitCode, out, err, calls } = await haldane(commandLine, { columns: 1000 });
    expect({ exitCode, out, err: unwrapped(err), calls: calls.length }).toEqual({
      exitCode: 2,
      out: '',
      err: `error ${message} to do ${todo}`,
      calls: 0,
    });
  });

  it.each(['', ' ', '\n\t', '\u200b'])('refuses the empty reason %j', async (reason) => {
    const { exitCode, err } = await haldane(['pause', 'shop', '--reason', reason]);
    expect(exitCode).toBe(2);
    expect(unwrapped(err)).toContain('is invalid. Say why: others will read it.');
  });

  it('says the same to scripts', async () => {
    const { exitCode, out, err } = await haldane('validate nowhere.yml --json');
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: '' });
    expect(JSON.parse(out)).toEqual({
      error: {
        name: 'BadInput',
        message: 'There is no file nowhere.yml.',
        todo: 'Give the path of a service spec, for example services/recommendation.yml.',
      },
    });
  });

  it('refuses a tag without a digest, and says how to find the digest', async () => {
    const { exitCode, err } = await haldane('start shop --image registry.example.com/shop:v42');
    expect(exitCode).toBe(2);
    expect(unwrapped(err)).toContain('has no digest, and a tag can move');
    expect(unwrapped(err)).toContain(
      'aws ecr describe-images --repository-name shop --image-ids imageTag=v42',
    );
  });
});

const wrongAccounts: readonly (readonly [
  what: string,
  world: Parameters<typeof haldane>[1],
  message: string,
  todo: string,
])[] = [
  [
    'no region',
    { region: null },
    'No AWS region is given.',
    'Add --region, for example --region eu-west-1, or set AWS_REGION.',
  ],
  [
    'no credentials',
    { answers: { GetCallerIdentityCommand: () => refusal('CredentialsProviderError', 'Could not load') } },
    'There are no AWS credentials.',
    'Sign in (aws sso login), or set AWS_PROFILE.',
  ],
  [
    'old credentials',
    { answers: { GetCallerIdentityCommand: () => refusal('ExpiredTokenException', 'expired') } },
    'AWS does not accept these credentials; they may have expired.',
    'Sign in again (aws sso login), or set AWS_PROFILE.',
  ],
  [
    'a missing permission',
    { answers: { GetItemCommand: () => refusal('AccessDeniedException', 'jane may not') } },
    'dynamodb:GetItem on claim shop in table haldane-dev: AccessDeniedException: jane may not',
    'Ask whoever looks after the account for this permission; docs/cli.md lists them all.',
  ],
  [
    'no deployment',
    {
      answers: { GetItemCommand: () => refusal('ResourceNotFoundException', 'Requested resource not found') },
    },
    'dynamodb:GetItem on claim shop in table haldane-dev: ResourceNotFoundException: Requested resource not found',
    'Is Haldane deployed there? Run npx serverless deploy, or give the right --stage and --region.',
  ],
  [
    'too many calls',
    { answers: { GetItemCommand: () => refusal('ThrottlingException', 'Rate exceeded') } },
    'dynamodb:GetItem on claim shop in table haldane-dev: ThrottlingException: Rate exceeded',
    'Wait a minute, then run it again.',
  ],
  [
    'no network',
    { answers: { GetItemCommand: () => refusal('TimeoutError', 'connect timed out') } },
    'dynamodb:GetItem on claim shop in table haldane-dev: TimeoutError: connect timed out',
    'Check the network and --region, then run it again: it is safe to repeat.',
  ],
];

describe('AWS that refuses', () => {
  it.each(wrongAccounts)('%s', async (_what, world, message, todo) => {
    const { exitCode, out, err } = await haldane('status shop', { ...world, columns: 1000 });
    expect({ exitCode, out, err: unwrapped(err) }).toEqual({
      exitCode: 3,
      out: '',
      err: `error ${message} to do ${todo}`,
    });
  });

  it('shows where an error comes from only when asked', async () => {
    const world = { answers: { GetItemCommand: () => refusal('TimeoutError', 'connect timed out') } };
    expect((await haldane('status shop', world)).err).not.toMatch(/\n\s+at /);
    expect((await haldane('status shop --verbose', world)).err).toMatch(/\n\s+at .*caused by TimeoutError/s);
  });
});

const unwrapped = (text: string): string => text.replace(/\s+/g, ' ').trim();
