const secondsPer = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

export const durationPattern = /^[1-9]\d{0,6}[smhd]$|^0[smhd]$/;
export const percentPattern = /^\d{1,3}(\.\d{1,4})?%$/;

/** `90s`, `30m`, `4h`, `2d` in seconds; null for anything else. */
export function parseDuration(text: string): number | null {
  if (!durationPattern.test(text)) return null;
  const unit = text.slice(-1);
  return isUnit(unit) ? Number(text.slice(0, -1)) * secondsPer[unit] : null;
}

/** `5%`, `0.5%` as a number of percent from 0 to 100; null for anything else. */
export function parsePercent(text: string): number | null {
  if (!percentPattern.test(text)) return null;
  const percent = Number(text.slice(0, -1));
  return percent <= 100 ? percent : null;
}

/** The shortest exact way to write it: 1800 is `30m`, 90 is `90s`. */
export function formatDuration(seconds: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (seconds >= secondsPer[unit] && seconds % secondsPer[unit] === 0) {
      return `${seconds / secondsPer[unit]}${unit}`;
    }
  }
  return `${seconds}s`;
}

/** At most four decimals, none without need: 33.3333 is `33.3333%`, 5 is `5%`. */
export const formatPercent = (percent: number): string => `${Number(percent.toFixed(4))}%`;

const isUnit = (text: string): text is keyof typeof secondsPer => text in secondsPer;
