import type { Decision, Detector, Slot } from '../../../bench/judge/methods/method.ts';

/** Requests and bad requests of a slot in a minute. */
export type Count = readonly [total: number, bad: number];

export type MinuteOf = { readonly canary: Count; readonly stable?: Count; readonly isNewStep?: boolean };

/** What a detector says to minutes of one metric, one after the other. */
export function decisions(detector: Detector, minutes: readonly MinuteOf[]): readonly Decision[] {
  let stepMinute = -1;
  return minutes.map(({ canary, stable = [1000, 0], isNewStep = false }, minute) => {
    stepMinute = isNewStep ? 0 : stepMinute + 1;
    return detector({
      minute,
      stepMinute,
      isLastOfStep: minute + 1 === minutes.length || minutes[minute + 1]?.isNewStep === true,
      isLast: minute + 1 === minutes.length,
      stable: slot(stable),
      canary: slot(canary),
      sample: slot(canary),
      control: slot(stable),
    });
  });
}

/** The minute (0 is the first) with which it fails; -1 if never. */
export const failsAt = (detector: Detector, minutes: readonly MinuteOf[]): number =>
  decisions(detector, minutes).indexOf('fail');

export const times = (count: number, minute: MinuteOf): readonly MinuteOf[] =>
  Array.from({ length: count }, () => minute);

const slot = ([total, bad]: Count): Slot => ({ total, bad: Float64Array.of(bad) });
