import { type Played, triggers } from './play.ts';

/** A row for each fleet and trigger, in Markdown. */
export function table(all: readonly Played[]): string {
  const rows = all.map((played) => [
    triggers[played.trigger],
    count(played.size),
    seconds(median(played.returnedSeconds)),
    seconds(played.returnedSeconds.at(-1)),
    seconds(played.waitedSeconds.at(-1)),
    `${count(played.ticks.missed)} of ${count(played.ticks.judged + played.ticks.missed)}`,
    count(sum(played.throttled, 'route53')),
    count(sum(played.throttled, 'cloudwatch')),
    count(sum(played.throttled, 'dynamodb')),
    count(sum(played.throttled, 'lambda')),
    count(played.peaks.getMetricDataPerSecond),
    count(played.peaks.transitionsPerSecond),
    count(played.pages),
  ]);
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const columns = [
  'what happens',
  'rollouts',
  'median return, s',
  'last, s',
  'longest wait, s',
  'ticks missed',
  'throttled: Route 53',
  'CloudWatch',
  'DynamoDB',
  'Lambda',
  'most GetMetricData a second',
  'most transitions a second',
  'pages',
];

const count = (number: number): string => number.toLocaleString('en');
const seconds = (value: number | undefined): string => (value === undefined ? 'never' : value.toFixed(1));
const median = (sorted: readonly number[]): number | undefined => sorted[Math.floor(sorted.length / 2)];

const sum = (calls: Readonly<Record<string, number>>, service: string): number =>
  Object.entries(calls).reduce((total, [name, number]) => total + (name.startsWith(service) ? number : 0), 0);
