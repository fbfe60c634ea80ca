/** A number, or one that changes with the minutes since the version's first task ran: a slow leak. */
export type Rate = number | ((minutesRunning: number) => number);

/** How a version behaves, by image digest (`sha256:...`) or archive (`s3://bucket/key`). What is left out is ordinary. */
export type Behaviour = {
  /** Share of the requests answered with an error. @default 0.001 */
  readonly errorRate?: Rate;
  /** Lognormal: half of the requests are faster than `median`; `spread` is the standard deviation of the logarithm. @default 80, 0.5 */
  readonly latencyMillis?: { readonly median: number; readonly spread: number };
  /** Share of the requests that take `slowMillis` instead. @default 0 */
  readonly slowShare?: Rate;
  /** @default 1500 */
  readonly slowMillis?: number;
  /** Share of the requests that end in an order. @default 0.05 */
  readonly conversionRate?: Rate;
  /** What one task can serve in a minute; requests beyond it fail. @default no limit */
  readonly requestsPerTask?: number;
  /** @default 45 */
  readonly startSeconds?: number;
  /** What happens when a task of it starts. @default 'runs' */
  readonly start?: 'runs' | 'crashes' | 'image missing';
  /** Gauges, in percent. @default 30, 40 */
  readonly cpuPercent?: Rate;
  readonly memoryPercent?: Rate;
};

export type CompleteBehaviour = Required<Behaviour>;

export const ordinary: CompleteBehaviour = {
  errorRate: 0.001,
  latencyMillis: { median: 80, spread: 0.5 },
  slowShare: 0,
  slowMillis: 1500,
  conversionRate: 0.05,
  requestsPerTask: Number.POSITIVE_INFINITY,
  startSeconds: 45,
  start: 'runs',
  cpuPercent: 30,
  memoryPercent: 40,
};

/** Behaviours by digest; a version that nobody described is ordinary. */
export interface Behaviours {
  of(version: string): CompleteBehaviour;
  describe(version: string, behaviour: Behaviour): void;
}

export function createBehaviours(known: Readonly<Record<string, Behaviour>>): Behaviours {
  const all = new Map(
    Object.entries(known).map(([version, behaviour]) => [version, { ...ordinary, ...behaviour }]),
  );
  return {
    of: (version) => all.get(version) ?? ordinary,
    describe: (version, behaviour) => {
      all.set(version, { ...ordinary, ...behaviour });
    },
  };
}

export const rateAt = (rate: Rate, minutesRunning: number): number =>
  typeof rate === 'number' ? rate : rate(minutesRunning);

/** `sha256:...` of `repository@sha256:...`; a reference by tag is taken as it is. */
export const digestOf = (image: string): string => image.split('@').at(1) ?? image;
