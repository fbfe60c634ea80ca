import { CommanderError } from 'commander';
import { Conflict, Denied, NotFound, Refused, Throttled, Unavailable } from '../providers/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { Mistake } from './mistake.ts';

/** An error in words: what is wrong, what to do, and how the command ends. */
export type Explanation = {
  readonly exitCode: ExitCode;
  readonly name: string;
  readonly message: string;
  readonly todo?: string | undefined;
};

export function explain(error: unknown): Explanation {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Mistake) {
    return { exitCode: exitCodes.badInput, name: 'BadInput', message, todo: error.todo };
  }
  if (error instanceof CommanderError) {
    return { exitCode: exitCodes.badInput, name: 'BadUsage', ...usage(message) };
  }
  const names = namesIn(error);
  const account = accountTroubles.find(({ pattern }) => names.some((name) => pattern.test(name)));
  if (account) {
    const { name, todo, sentence = message } = account;
    return { exitCode: exitCodes.aws, name, message: sentence, todo };
  }
  const call = callTroubles.find(([type]) => error instanceof type);
  if (call) return { exitCode: exitCodes.aws, name: call[0].name, message, todo: call[1] };
  return {
    exitCode: exitCodes.no,
    name: 'Unexpected',
    message,
    todo: 'This should not happen. Run it again with --verbose, and report what it prints.',
  };
}

/** commander writes `error: unknown option '--imge'`, with a guess in brackets on a second line. */
function usage(message: string): { message: string; todo: string } {
  const [what = '', guess = ''] = message.replace(/^error: (command-argument )?/, '').split('\n');
  return {
    message: `${what.charAt(0).toUpperCase()}${what.slice(1)}`.replace(/\.?$/, '.'),
    todo: guess === '' ? 'Run it with --help to see what it takes.' : guess.replace(/^\((.*)\)$/, '$1'),
  };
}

/** The error's own name and those of its causes: providers/call.ts keeps what the SDK threw as the cause. */
function namesIn(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  // The SDK gives these no names of their own.
  const regionless = error.message.includes('Region is missing') ? ['RegionMissing'] : [];
  const misplaced = error.message.startsWith('Region not accepted') ? ['RegionRefused'] : [];
  return [error.name, ...regionless, ...misplaced, ...namesIn(error.cause)];
}

type AccountTrouble = {
  /** What the SDK or the service calls it. */
  readonly pattern: RegExp;
  readonly name: string;
  /** Left out: the message is clear by itself. */
  readonly sentence?: string;
  readonly todo: string;
};

const accountTroubles: readonly AccountTrouble[] = [
  {
    pattern: /^(CredentialsProviderError|TokenProviderError)$/,
    name: 'NoCredentials',
    sentence: 'There are no AWS credentials.',
    todo: 'Sign in (aws sso login), or set AWS_PROFILE.',
  },
  {
    pattern: /^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch)/,
    name: 'BadCredentials',
    sentence: 'AWS does not accept these credentials; they may have expired.',
    todo: 'Sign in again (aws sso login), or set AWS_PROFILE.',
  },
  {
    pattern: /^RegionMissing$/,
    name: 'NoRegion',
    sentence: 'No AWS region is given.',
    todo: 'Add --region, for example --region eu-west-1, or set AWS_REGION.',
  },
  {
    pattern: /^RegionRefused$/,
    name: 'NoRegion',
    todo: 'Write it as AWS does, for example --region eu-west-1 or AWS_REGION=eu-west-1.',
  },
  {
    pattern: /^(ResourceNotFoundException|StateMachineDoesNotExist)$/,
    name: 'NotDeployed',
    todo: 'Is Haldane deployed there? Run npx serverless deploy, or give the right --stage and --region.',
  },
];

type ErrorClass = new (message: string) => Error;

const callTroubles: readonly (readonly [ErrorClass, string])[] = [
  [Denied, 'Ask whoever looks after the account for this permission; docs/cli.md lists them all.'],
  [Throttled, 'Wait a minute, then run it again.'],
  [Unavailable, 'Check the network and --region, then run it again: it is safe to repeat.'],
  [Conflict, 'Someone else changed it at the same moment. Look with haldane status, then run it again.'],
  [NotFound, 'Check the name, --stage and --region.'],
  [Refused, 'The message is from AWS. Correct what it names.'],
];
