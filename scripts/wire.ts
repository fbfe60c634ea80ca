/**
 * `npm run test:wire`: starts moto's server (https://docs.getmoto.org, an AWS emulator that others wrote) on loopback, runs
 * test/wire against it over HTTP, and stops it. The server lives in a virtual environment of its own under .cache/.
 * Exit codes: that of the tests; 2 if the server cannot be had here.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const moto = 'moto[server]==5.2.5';
const root = join(import.meta.dirname, '..');
const home = join(root, '.cache', `wire-${moto.replace(/\W+/g, '-')}`);
const startSeconds = 60;

/** Nothing here may reach a real account, whatever the shell is logged in to. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'eu-west-1',
};

process.exitCode = await main();

async function main(): Promise<number> {
  const problem = install();
  if (problem) {
    console.error(`test:wire: ${problem}`);
    return 2;
  }
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const log = openSync(join(home, 'server.log'), 'w');
  const server = spawn(join(home, 'bin', 'moto_server'), ['-H', '127.0.0.1', '-p', `${port}`], {
    stdio: ['ignore', log, log],
    env: environment,
  });
  try {
    if (!(await answers(endpoint, server))) {
      console.error(
        `test:wire: moto did not answer within ${startSeconds} s: see ${join(home, 'server.log')}.`,
      );
      return 2;
    }
    return await runTests(endpoint);
  } finally {
    server.kill();
  }
}

/** Puts the server into `home`, once. Returns what is wrong, if anything. */
function install(): string | null {
  const ready = join(home, 'ready');
  if (existsSync(ready)) return null;
  if (spawnSync('python3', ['--version']).status !== 0) {
    return 'python3 is needed for the AWS emulator and is not on the PATH. Install Python 3.9 or newer.';
  }
  console.error(`test:wire: installing ${moto} into ${home}, once`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const steps = [
    ['python3', '-m', 'venv', home],
    [join(home, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', moto],
  ];
  for (const [command = '', ...args] of steps) {
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) return `\`${[command, ...args].join(' ')}\` failed:\n${stderr}`;
  }
  writeFileSync(ready, moto);
  return null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function answers(endpoint: string, server: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < startSeconds * 5 && server.exitCode === null; tries += 1) {
    const answer = await fetch(`${endpoint}/moto-api/data.json`).catch(() => null);
    if (answer?.ok) return true;
    await sleep(200);
  }
  return false;
}

async function runTests(endpoint: string): Promise<number> {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    '--config',
    join(root, 'test', 'wire', 'jest.config.mjs'),
  ];
  const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], {
    stdio: 'inherit',
    cwd: root,
    env: { ...environment, WIRE_ENDPOINT: endpoint },
  });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}
