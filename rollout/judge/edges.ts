import type { ObservationStatus } from './input.ts';
import type { Slots, Use } from './minute.ts';
import type { Direction } from './settings.ts';
import { isTotalFailure } from './total-failure.ts';
import { count, minutesLong, percent } from './wording.ts';

/** Why a verdict is what it is. */
export type Rule =
  | 'harm-proved'
  | 'safe-proved'
  | 'bake-over'
  | 'safe-but-baking'
  | 'baking'
  | 'undecided'
  | (typeof edges)['rollout'][number]['rule']
  | (typeof edges)['metric'][number]['rule'];

/**
 * All that can be odd about the data, and what follows. No data is no proof: what cannot be judged
 * holds the rollout, and only a canary that surely gets no requests fails it.
 * `minute`: the first row that applies says how a minute serves as evidence. `rollout`, then `metric`: the first row
 * that fails or holds names the verdict; notes are told and decide nothing.
 */
export const edges = {
  minute: [
    { edge: 'total failure, even in the warm-up', use: 'paired', applies: isPlainTotalFailure },
    { edge: 'warm-up, or two weights in one minute', use: 'witness', applies: (m) => m.isWarmUp },
    { edge: 'the canary got no requests', use: 'none', applies: ({ canary }) => canary.total === 0 },
    { edge: '100% canary: stable is gone, or nearly', use: 'reference', applies: isWithoutStable },
    { edge: 'stable got no requests', use: 'none', applies: ({ stable }) => stable.total === 0 },
    { edge: 'both slots got requests, with or without events', use: 'paired', applies: () => true },
  ],
  rollout: [
    {
      rule: 'nothing-to-judge',
      effect: 'hold',
      applies: (f) => f.decidingMetrics === 0,
      sentence: () => 'No metric decides about this rollout, so nothing can be proved.',
    },
    {
      rule: 'canary-silent',
      effect: 'fail',
      applies: (f) => f.silentMinutes >= f.silentMinutesLimit,
      sentence: (f) =>
        `The canary got no requests for ${minutesLong(f.silentMinutes)} although its ${f.weightPercent}% should bring it at least ${SPEAKING_REQUESTS} a minute: it cannot be reached.`,
    },
    {
      rule: 'canary-silent',
      effect: 'hold',
      applies: (f) => f.silentMinutes > 0,
      sentence: (f) =>
        `The canary has had no requests for ${minutesLong(f.silentMinutes)} although its ${f.weightPercent}% should bring it at least ${SPEAKING_REQUESTS} a minute; back to stable after ${f.silentMinutesLimit}.`,
    },
    {
      rule: 'wrong-share',
      effect: 'hold',
      applies: (f) => f.wrongShare !== null,
      sentence: (f) =>
        `The canary gets ${percent(f.wrongShare ?? 0)} of the requests where the weight says ${f.weightPercent}%: something else moves the traffic.`,
    },
  ],
  metric: [
    unreadable('missing', 'has no data'),
    unreadable('throttled', 'could not be read: its source is throttling'),
    unreadable('denied', 'could not be read: access was denied'),
    unreadable('failed', 'could not be read: its query failed'),
    {
      rule: 'no-traffic',
      effect: 'hold',
      applies: (f) => f.trafficVanished,
      sentence: (f) =>
        `${f.name} reports no requests from either slot although about ${count(f.expectedPerMinute)} a minute are usual.`,
    },
    {
      rule: 'canary-unmeasured',
      effect: 'hold',
      applies: (f) => f.silentMinutes > 0,
      sentence: (f) => `${f.name} reports nothing from the canary although it serves requests.`,
    },
    {
      rule: 'harm-suspected',
      effect: 'hold',
      applies: (f) => f.isSuspicious,
      sentence: (f) => `${f.name} looks worse on the canary, but not yet beyond doubt: ${f.comparison}.`,
    },
    {
      rule: 'no-reference',
      effect: 'hold',
      applies: (f) => f.lacksReference,
      sentence: (f) =>
        `${f.name} has nothing to compare with: stable gets no traffic and none was recorded before the rollout.`,
    },
    {
      rule: 'no-canary-data',
      effect: 'hold',
      applies: (f) => f.isBakeOver && f.canaryTotalInStep === 0,
      sentence: (f) => `${f.name} has no canary request to judge in this step, and no data is no proof.`,
    },
    {
      rule: 'too-little-traffic',
      effect: 'note',
      applies: (f) => f.isTooSmall,
      sentence: (f) => `${f.name} cannot be judged within this bake: too little traffic.`,
    },
    {
      rule: 'bad-above-total',
      effect: 'note',
      applies: (f) => f.clampedMinutes > 0,
      sentence: (f) =>
        `${f.name} counted more events than requests in ${minutesLong(f.clampedMinutes)}; they were cut to the requests.`,
    },
  ],
} as const satisfies {
  readonly minute: readonly MinuteEdge[];
  readonly rollout: readonly Edge<RolloutFacts>[];
  readonly metric: readonly Edge<MetricFacts>[];
};

export type MinuteFacts = Slots & {
  readonly weightPercent: number;
  readonly isWarmUp: boolean;
  readonly direction: Direction;
};

export type RolloutFacts = {
  readonly decidingMetrics: number;
  readonly weightPercent: number;
  /** The newest minutes in a row in which no metric heard of the canary though some expect to. */
  readonly silentMinutes: number;
  readonly silentMinutesLimit: number;
  /** The canary's observed share of requests, if it contradicts the weight. */
  readonly wrongShare: number | null;
};

export type MetricFacts = {
  readonly name: string;
  readonly status: ObservationStatus;
  readonly detail: string | null;
  readonly expectedPerMinute: number;
  readonly trafficVanished: boolean;
  readonly silentMinutes: number;
  readonly isSuspicious: boolean;
  readonly comparison: string;
  readonly lacksReference: boolean;
  readonly isBakeOver: boolean;
  readonly canaryTotalInStep: number;
  readonly isTooSmall: boolean;
  readonly clampedMinutes: number;
};

type MinuteEdge = { readonly edge: string; readonly use: Use; readonly applies: (m: MinuteFacts) => boolean };

type Edge<Facts> = {
  readonly rule: string;
  readonly effect: 'fail' | 'hold' | 'note';
  readonly applies: (facts: Facts) => boolean;
  readonly sentence: (facts: Facts) => string;
};

export type MetricEdge = (typeof edges)['metric'][number];
export type RolloutEdge = (typeof edges)['rollout'][number];

export const useOf = (minute: MinuteFacts): Use =>
  edges.minute.find((row) => row.applies(minute))?.use ?? 'none';

/** With so many requests expected, none at all is no chance: e^-10 a minute. */
export const SPEAKING_REQUESTS = 10;

function unreadable<Status extends Exclude<ObservationStatus, 'ok'>>(status: Status, what: string) {
  return {
    rule: `metric-${status}`,
    effect: 'hold',
    applies: (f: MetricFacts) => f.status === status,
    sentence: (f: MetricFacts) => `${f.name} ${what}${f.detail === null ? '' : ` (${f.detail})`}.`,
  } as const;
}

function isPlainTotalFailure(minute: MinuteFacts): boolean {
  return minute.direction === 'lower-is-better' && isTotalFailure(minute) && !isWithoutStable(minute);
}

/** Resolvers that ignore the TTL keep a trickle on stable; against it little could be proved. */
function isWithoutStable({ weightPercent, stable, canary }: MinuteFacts): boolean {
  return weightPercent >= 100 && stable.total <= 0.05 * (stable.total + canary.total);
}
