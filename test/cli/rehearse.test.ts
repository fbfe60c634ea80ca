import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { haldane } from './fakes.ts';

/** A rehearsal takes a second; a machine that runs other tests as well may need more. */
jest.setTimeout(60_000);

const files = { 'examples/lambda.yml': readFileSync('examples/lambda.yml', 'utf8') };

describe('haldane rehearse', () => {
  it("plays a story with one's own spec and the story's steps", async () => {
    const { exitCode, out } = await haldane('rehearse examples/lambda.yml --scenario approval-given', {
      files,
    });
    expect(exitCode).toBe(0);
    expect(out).toContain('get 50% of the traffic?');
    expect(out).toContain('outcome  promoted: All 3 steps passed.');
  });

  it('prints one JSON object and nothing else', async () => {
    const { exitCode, out, err } = await haldane('rehearse --scenario errors-at-5-percent --json');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    const { history, ...told } = JSON.parse(out);
    expect(history.length).toBeGreaterThan(100);
    expect(told).toEqual({
      scenario: 'errors-at-5-percent',
      outcome: 'rolled back',
      reason: expect.stringMatching(/^errors rose with the new version/),
      weights: { stable: 100, canary: 0 },
      claim: null,
      virtualSeconds: expect.any(Number),
      transitions: expect.any(Number),
      canaryRequests: expect.any(Number),
      excessBadRequests: expect.any(Number),
      secondsToReturn: expect.any(Number),
    });
  });

  it('tells the same story twice with one seed', async () => {
    const [once, twice] = await Promise.all(
      [1, 2].map(() => haldane('rehearse --scenario errors-at-5-percent --seed 7')),
    );
    expect(once?.out).toBe(twice?.out);
  });

  it('tells it in columns', async () => {
    const { exitCode, out } = await haldane('rehearse --scenario errors-at-5-percent');
    expect(exitCode).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^errors-at-5-percent {2}\S/);
    expect(lines.find((line) => line.includes('Shift traffic'))).toMatch(
      /^ {2}00:\d\d:\d\d {5}5% {2}Shift traffic {15}green gets 5%$/,
    );
    expect(out).toMatch(/\n {2}outcome {2}rolled back: errors rose/);
    expect(out).toMatch(/\n {2}users {4}[\d,]+ requests reached the canary; \d+ went wrong because of it\n/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it.each(['rehearse', 'demo'])('%s --list names every story', async (command) => {
    const { exitCode, out } = await haldane(`${command} --list`);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ {2}good-release +A good release goes through all its steps to 100%\.\n/);
    const json = JSON.parse((await haldane(`${command} --list --json`)).out);
    expect(json.scenarios.length).toBeGreaterThan(15);
  });

  it.each([
    ['rehearse --scenario nothing', 'There is no scenario nothing.'],
    [
      'rehearse --seed x',
      "Option '--seed <number>' argument 'x' is invalid. It is a whole number from 0 to 4294967295.",
    ],
    [
      'rehearse examples/lambda.yml --scenario alarm-mid-bake',
      'This story needs an alarm; the spec of thumbnails has none.',
    ],
    [
      'rehearse examples/lambda.yml --scenario alb-sticky',
      'The scenario alb-sticky is about examples/ecs-load-balancer.yml and cannot be played with\n       another spec.',
    ],
    ['rehearse nowhere.yml', 'There is no file nowhere.yml.'],
  ])('haldane %s', async (commandLine, message) => {
    const { exitCode, err } = await haldane(commandLine, { files });
    expect(exitCode).toBe(2);
    expect(err).toContain(`error  ${message}\n`);
  });
});

describe('npm start', () => {
  it('rehearses a good, a bad and a guarded release, writes their pages and says what is next', async () => {
    const { exitCode, out } = await haldane('demo');
    expect(exitCode).toBe(0);
    expect(out).toContain('outcome  promoted: ');
    expect(out).toContain('outcome  rolled back: ');
    expect(out).toContain('page     out/good-release.html');
    expect(out).toContain('page     out/errors-at-5-percent.html');
    expect(out).toMatch(/so\s+0\.\d+%\s+first\./);
    expect(out).toMatch(
      /traffic {2}all of it 2\dm after the first weight; with the default steps after 9\dm\n/,
    );
    expect(out).toContain('npm start -- --list');
  });
});
