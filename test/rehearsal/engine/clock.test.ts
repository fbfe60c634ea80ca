import { describe, expect, it } from '@jest/globals';
import { virtualClock } from '../../../rehearsal/clock.ts';

describe('the virtual clock', () => {
  it('runs actions in order of time, and those of one instant in the order they were scheduled', async () => {
    const clock = virtualClock(0);
    const seen: string[] = [];
    const times = [5, 3, 9, 3, 0, 5, 7, 1, 3, 8];
    for (const [index, at] of times.entries())
      clock.schedule(at, () => seen.push(`${at}/${index}@${clock.now()}`));
    await clock.run();
    expect(seen).toEqual(
      ['0/4', '1/7', '3/1', '3/3', '3/8', '5/0', '5/5', '7/6', '8/9', '9/2'].map(
        (entry) => `${entry}@${entry[0]}`,
      ),
    );
  });

  it('lets long chains of promises settle before time goes on', async () => {
    const clock = virtualClock(0);
    let depth = 0;
    clock.schedule(1, async () => {
      for (let index = 0; index < 10_000; index += 1) {
        await null;
        depth += 1;
      }
      await clock.sleep(1);
      depth = -1;
    });
    let seen = 0;
    clock.schedule(1, () => {
      seen = depth;
    });
    await clock.run();
    expect([seen, depth, clock.now()]).toEqual([10_000, -1, 2]);
  });

  it('cancels, and does not advance for what was cancelled', async () => {
    const clock = virtualClock(10);
    const cancel = clock.schedule(50, () => {
      throw new Error('not to be run');
    });
    cancel();
    await clock.run();
    expect(clock.now()).toBe(10);
  });

  it('runs what is due already at once', async () => {
    const clock = virtualClock(10);
    let at = 0;
    clock.schedule(3, () => {
      at = clock.now();
    });
    await clock.run();
    expect(at).toBe(10);
  });

  it('stops when it is told to, and at a limit', async () => {
    const clock = virtualClock(0);
    let ticks = 0;
    const tick = () => {
      ticks += 1;
      clock.schedule(clock.now() + 10, tick);
    };
    tick();
    await clock.run(() => ticks === 4);
    expect([ticks, clock.now()]).toEqual([4, 30]);
    await clock.run(undefined, 25);
    expect([ticks, clock.now()]).toEqual([6, 55]);
  });

  it('wakes a sleeper whose signal is aborted, with the reason', async () => {
    const clock = virtualClock(0);
    const abort = new AbortController();
    const sleep = clock.sleep(100, abort.signal);
    clock.schedule(5, () => abort.abort(new Error('enough')));
    const woken = expect(sleep).rejects.toThrow('enough');
    await clock.run();
    await woken;
    expect(clock.now()).toBe(5);
    await expect(clock.sleep(1, abort.signal)).rejects.toThrow('enough');
  });
});
