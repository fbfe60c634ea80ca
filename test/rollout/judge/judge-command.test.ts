import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { judgeCounts } from '../../../rollout/judge/index.ts';

describe('the command', () => {
  const HARM = Array.from({ length: 30 }, (): [number, number, number, number] => [5700, 6, 300, 6]);
  const run = (args: readonly string[], input = '') =>
    spawnSync(process.execPath, ['scripts/judge.ts', ...args], { input, encoding: 'utf8' });

  it('reads standard input and prints JSON', () => {
    const counts = { metrics: [{ name: 'errors', buckets: HARM }] };
    const { status, stdout, stderr } = run(['-'], JSON.stringify(counts));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(judgeCounts(counts));
  });

  it.each([
    ['no file', [], '', /^judge: give one file/],
    ['a file that is not there', ['/nowhere'], '', /^judge: cannot read \/nowhere/],
    ['no JSON', ['-'], '{', /^judge: standard input is not JSON/],
    ['no metrics', ['-'], '{"metrics": []}', /metrics:/],
    [
      'negative counts',
      ['-'],
      '{"metrics": [{"name": "e", "buckets": [[1, 2, 3, -4]]}]}',
      /metrics\.0\.buckets\.0\.3/,
    ],
    ['three counts', ['-'], '{"metrics": [{"name": "e", "buckets": [[1, 2, 3]]}]}', /metrics\.0\.buckets\.0/],
    ['words', ['-'], '{"metrics": [{"name": "e", "buckets": "many"}]}', /metrics\.0\.buckets/],
    ['a key that nobody knows', ['-'], '{"metrics": [{"name": "e", "buckets": [], "colour": 1}]}', /colour/],
    ['a rate of 1', ['-'], '{"falseRollbackRate": 1, "metrics": []}', /falseRollbackRate/],
    [
      'one name twice',
      ['-'],
      '{"metrics": [{"name": "e", "buckets": []}, {"name": "e", "buckets": []}]}',
      /two metrics have one name/,
    ],
  ] as const)('refuses %s in one line', (_, args, input, says) => {
    const { status, stdout, stderr } = run(args, input);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
