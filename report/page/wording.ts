/** 7384 -> `2 h 3 min`; below a minute with a decimal where it matters. */
export function duration(millis: number): string {
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds % 60);
  if (minutes < 10 && rest > 0) return `${minutes} min ${rest} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** `2026-11-03 09:30 UTC` */
export const moment = (millis: number): string =>
  `${new Date(millis).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const dollars = (amount: number): string =>
  amount < 0.0001 ? 'under $0.0001' : `$${amount.toFixed(4)}`;

export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** 0.0312 -> `3.1%` */
export function share(rate: number): string {
  const percent = rate * 100;
  if (percent === 0) return '0%';
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))}%`;
}

export const plural = (amount: number, one: string): string =>
  `${count(amount)} ${one}${amount === 1 ? '' : 's'}`;

/** Twelve digits tell images apart, as `docker` shows them. */
export const shortDigests = (text: string): string =>
  text.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1');

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
