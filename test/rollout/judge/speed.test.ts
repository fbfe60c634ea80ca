import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

/** In a process of its own, as in production: the module system of the tests makes it thirty times slower. */
const program = `
  import { judge } from './rollout/judge/index.ts';
  const names = Array.from({ length: 10 }, (_, i) => 'metric ' + i);
  const buckets = Array.from({ length: 240 }, (_, minute) => ({
    minute, stable: { total: 9500 + minute, bad: 12 }, canary: { total: 500 + (minute % 7), bad: minute % 2 },
  }));
  const input = {
    plan: { metrics: names.map((name) => ({ name, direction: 'lower-is-better', unit: 'request' })) },
    step: { number: 1, weightPercent: 5, enteredMinute: 0, bakeMinutes: 300 },
    weights: [{ minute: 0, percent: 5 }],
    nowMinute: 242,
    observations: names.map((name) => ({ name, status: 'ok', buckets })),
  };
  const millis = Array.from({ length: 60 }, () => {
    const before = process.threadCpuUsage();
    judge(input);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  });
  const warm = millis.slice(20).toSorted((a, b) => a - b)[20];
  console.log(JSON.stringify({ first: millis[0], warm }));
`;

it('ten metrics of 240 minutes take 5 ms, and 30 the first time', () => {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
    encoding: 'utf8',
  });
  const { first, warm } = JSON.parse(stdout);
  // Twice the goals, for slow machines.
  expect(warm).toBeLessThan(10);
  expect(first).toBeLessThan(60);
});
