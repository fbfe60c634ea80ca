export type Range = { readonly from: number; readonly to: number };

/** Where a value lies in a range, in percent with few digits; outside is cut to the edge. */
export function percentAt(value: number, { from, to }: Range): number {
  if (to <= from) return 0;
  return Math.round(Math.min(1, Math.max(0, (value - from) / (to - from))) * 10_000) / 100;
}

const minute = 60_000;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map(
  (minutes) => minutes * minute,
);

/** Round times since the start, at most six. */
export function timeTicks({
  from,
  to,
}: Range): readonly { readonly atMillis: number; readonly label: string }[] {
  const step = steps.find((candidate) => (to - from) / candidate <= 5) ?? to - from;
  if (step <= 0) return [];
  const ticks = Math.floor((to - from) / step);
  return Array.from({ length: ticks + 1 }, (_, index) => ({
    atMillis: from + index * step,
    label: timeLabel(index * step),
  }));
}

function timeLabel(millis: number): string {
  const minutes = Math.round(millis / minute);
  if (minutes === 0) return 'start';
  if (minutes < 60) return `${minutes} min`;
  if (minutes % 60 === 0) return `${minutes / 60} h`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60}`;
}

/** A round number at or above the largest value: the top of a scale from zero. */
export function roundTop(largest: number): number {
  if (largest <= 0) return 0.01;
  const magnitude = 10 ** Math.floor(Math.log10(largest));
  const factor = [1, 2, 4, 5, 10].find((candidate) => candidate * magnitude >= largest) ?? 10;
  return Math.min(1, factor * magnitude);
}
