import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Aws, realAws } from './aws.ts';
import { type Files, files } from './files.ts';

/** What the commands need from outside. Tests give fakes. */
export type Deps = {
  /** Clients for a region; none given means: what the AWS settings of the shell say. */
  readonly aws: (region?: string) => Aws;
  readonly clock: { now(): number; sleep(millis: number): Promise<void> };
  readonly out: Stream;
  readonly err: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Files;
  /** The name of the person at the keyboard, as the operating system knows it. */
  readonly userName: () => string;
};

export type Stream = {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
};

export function realDeps(): Deps {
  return {
    aws: realAws,
    clock: { now: () => Date.now(), sleep: (millis) => sleep(millis) },
    out: stream(process.stdout),
    err: stream(process.stderr),
    env: process.env,
    files,
    userName: () => userInfo().username,
  };
}

/** What a pipe or a file is taken to be as wide as. */
const columnsWithoutTerminal = 100;

function stream(real: NodeJS.WriteStream): Stream {
  // `head` may close the pipe before everything is written; that is no error of ours.
  real.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => {
      real.write(text);
    },
    isTTY: real.isTTY === true,
    get columns() {
      return real.columns ?? columnsWithoutTerminal;
    },
  };
}
