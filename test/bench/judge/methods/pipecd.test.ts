import { describe, expect, it } from '@jest/globals';
import { pipeCd } from '../../../../bench/judge/methods/pipecd.ts';
import { failsAt, type MinuteOf, times } from '../minutes.ts';

const apart = (from: number): readonly MinuteOf[] =>
  Array.from({ length: 5 }, (_, i) => ({ canary: [1000, from + i], stable: [1000, i] }));

describe('PipeCD', () => {
  it('looks every five minutes at the newest five', () => {
    expect(failsAt(pipeCd(1, 0), [...apart(0), ...apart(5)])).toBe(9);
  });

  it('fails when more looks than the limit did', () => {
    expect(failsAt(pipeCd(1, 1), [...apart(5), ...apart(0), ...apart(5)])).toBe(14);
  });

  it('fails where the canary is better, too', () => {
    const better = apart(5).map(({ canary, stable = [0, 0] }) => ({ canary: stable, stable: canary }));
    expect(failsAt(pipeCd(1, 0), better)).toBe(4);
  });

  it('passes without any data, fails with one side only', () => {
    expect(failsAt(pipeCd(1, 0), times(5, { canary: [0, 0], stable: [0, 0] }))).toBe(-1);
    expect(failsAt(pipeCd(1, 0), times(5, { canary: [0, 0], stable: [9, 0] }))).toBe(4);
  });
});
