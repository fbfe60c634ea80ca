import { z } from 'zod';
import { guardedDefaults } from '../judge/index.ts';
import type { ProviderConfig } from '../plan/plan.ts';
import { formatPercent } from '../units.ts';
import { duration, matching, percentage } from './fields.ts';
import type { SpecMetric } from './spec.ts';
import { show } from './wording.ts';

/** A provider's config: a `z.strictObject` with `kind: z.literal(...)`; a metric's has `name` too. */
type ProviderSchema = z.ZodObject;

type Family = 'traffic' | 'workload' | 'metrics';

export type SpecSchemas = {
  readonly traffic: readonly ProviderSchema[];
  readonly workload: readonly ProviderSchema[];
  readonly metrics: readonly ProviderSchema[];
  /** Rules between the fields of a provider's config, a sentence for each that is broken. */
  readonly problems?: (family: Family, config: ProviderConfig) => readonly string[];
  /** What a router measures by slot for free; used when a spec names no metric. */
  readonly defaultMetrics?: (
    traffic: ProviderConfig,
  ) => readonly { readonly kind: string; readonly name: string }[];
};

/** The spec as a person writes it, for the parser and, through `z.toJSONSchema`, for editors. */
export function specSchema(schemas: SpecSchemas) {
  return z.strictObject({
    service: serviceName.describe('What is released. One spec a service.'),
    trigger: trigger.optional(),
    traffic: oneOfKinds(schemas.traffic).describe('What routes the traffic between the two slots.'),
    workload: oneOfKinds(schemas.workload).describe('What runs a version in a slot.'),
    metrics: z
      .array(oneOfKinds(schemas.metrics.map(withCommonFields)).transform(metricOf))
      .min(1, { error: 'the list is empty; name at least one metric, or leave the field out' })
      .max(20)
      .optional()
      .describe(
        'What is compared between the slots. Left out: what the router measures by slot, if it does.',
      ),
    alarms: z
      .array(z.string().min(1).max(255))
      .max(50)
      .default([])
      .describe('CloudWatch alarms by name. One that fires returns the traffic at once.'),
    steps: steps.prefault(defaultSteps),
    requestsPerMinute: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .optional()
      .describe(
        'What the service usually serves, both versions together. Tells validate what the plan can find.',
      ),
    falseRollbackRate: percentage(
      '0.01%',
      '20%',
      'The chance that a good release is rolled back, over the whole rollout.',
      '1%',
    ).prefault('1%'),
    advanceEarly: z.boolean().default(false).describe('Go on before the bake is over once safety is proved.'),
    onNewerVersion: z
      .enum(['supersede', 'queue', 'reject'])
      .default('supersede')
      .describe(
        'A newer version arrives mid-rollout: return this one and start that, let it wait, or refuse it.',
      ),
    whenHeld: z
      .enum(['ask', 'rollback', 'advance'])
      .default('ask')
      .describe('What happens when a step reaches heldLimit and the judge still holds.'),
    heldLimit: duration(
      '1m',
      '28d',
      'How long a step lasts at most while the judge holds, its bake included. Default: twice its bake.',
    ).optional(),
    warm: duration('0m', '24h', 'How long the old version keeps its capacity after promotion.').prefault(
      '30m',
    ),
    freeze: z
      .array(freeze)
      .max(20)
      .default([])
      .describe('When no weight is raised. Traffic can always be returned.'),
    hotfix: hotfix.prefault({}),
    notify: z
      .array(
        matching(
          /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/,
          'the ARN of an SNS topic',
          'write for example arn:aws:sns:eu-west-1:123456789012:releases',
        ),
      )
      .max(5)
      .default([])
      .describe('SNS topics that are told how the rollout goes.'),
    health: z
      .strictObject({
        timeout: duration('1m', '2h', 'How long a new version may take to become healthy.').prefault('15m'),
      })
      .prefault({})
      .describe('Health of the new version before it gets traffic.'),
    hold: z
      .strictObject({
        limit: duration('5m', '7d', 'How long it may be held before it rolls back.').prefault('24h'),
      })
      .prefault({})
      .describe('A rollout held by a pause, a freeze window or the stop switch.'),
  });
}

export type WrittenSpec = z.output<ReturnType<typeof specSchema>>;

export const serviceName = matching(
  /^[a-z][a-z0-9-]{0,39}$/,
  'a service name',
  'write lowercase letters, digits and hyphens, a letter first, 40 at most, for example recommendation',
);

/** What every metric may say besides its provider's fields. */
const commonMetricFields = {
  tolerance: z.exactOptional(
    percentage(
      '0%',
      '100%',
      'A relative change up to this is no harm. Default: 10% where requests are assigned, 25% where clients are.',
      '10%',
    ).transform((percent) => percent / 100),
  ),
  minBadMinutes: z.exactOptional(
    z
      .int()
      .min(1)
      .max(30)
      .describe('Harm must show in this many minutes, short of total failure. Default: 2 or 3.'),
  ),
  usualRate: z.exactOptional(
    percentage(
      '0.0001%',
      '99%',
      'The share of bad events (of good ones, if the metric counts those) that is usual. For validate only.',
      '0.1%',
    ).transform((percent) => percent / 100),
  ),
  dryRun: z.boolean().default(false).describe('Judged and reported, but decides nothing.'),
  unit: z.exactOptional(
    z
      .enum(['client'])
      .describe(
        'Judge as if clients and not requests were assigned to a slot at random: with more caution. Default: what the router states.',
      ),
  ),
};

/** The common fields are the domain's; the rest is the provider's. Both were parsed: the casts only say so. */
function metricOf(written: ProviderConfig): SpecMetric {
  const split = (common: boolean) =>
    Object.fromEntries(
      Object.entries(written).filter(([key]) => Object.hasOwn(commonMetricFields, key) === common),
    );
  return { config: split(false) as SpecMetric['config'], ...(split(true) as Omit<SpecMetric, 'config'>) };
}

function withCommonFields(schema: ProviderSchema): ProviderSchema {
  const taken = Object.keys(commonMetricFields).find((key) => key in schema.shape);
  if (taken !== undefined)
    throw new TypeError(`a metric schema defines ${taken}, which every metric has already`);
  return schema.safeExtend(commonMetricFields);
}

function oneOfKinds(options: readonly ProviderSchema[]): z.ZodType<ProviderConfig> {
  const [first, ...others] = options;
  if (first === undefined) throw new TypeError('a spec needs at least one provider of each family');
  return z.discriminatedUnion('kind', [first, ...others]).transform((config) => config as ProviderConfig);
}

const trigger = z
  .strictObject({
    ecr: z.strictObject({
      repository: matching(
        /^(?=.{2,256}$)[a-z0-9]+([._/-][a-z0-9]+)*$/,
        'the name of an ECR repository',
        'write the name without the registry, for example shop/recommendation',
      ),
      tags: z
        .array(
          matching(
            /^[\w.*-]{1,128}$/,
            'a tag pattern',
            'write letters, digits, dots, hyphens and * for anything, for example "v*"',
          ),
        )
        .min(1, { error: 'the list is empty; write for example ["v*"], or leave the field out for all tags' })
        .default(['*'])
        .describe('Tags that are released; * stands for any characters. Default: every tag.'),
    }),
  })
  .describe('What starts a rollout by itself: an image pushed to an ECR repository.');

const approval = z.union([
  z.literal(true, { error: 'is neither true nor {timeout, onTimeout}; write true, or leave it out' }),
  z.strictObject({
    timeout: duration('1m', '14d', 'How long to wait for a person.').prefault('4h'),
    onTimeout: z.enum(['rollback', 'advance']).default('rollback').describe('What happens then.'),
  }),
]);

const fixedSteps = z
  .array(
    z.strictObject({
      weight: percentage('0.01%', '100%', "The new version's share of the traffic."),
      bake: duration('1m', '14d', 'How long to stay and compare.').prefault('30m'),
      approval: approval
        .optional()
        .describe('A person must approve before the weight is raised to this step.'),
    }),
  )
  .min(1, {
    error: 'the list is empty; write for example - {weight: 100%, bake: 30m}, or leave the field out',
  })
  .max(20, { error: 'more than 20 steps; leave some out' })
  .describe('Weights of the new version, rising to 100%.');

const guardedSteps = z
  .strictObject({
    kind: z.literal('guarded'),
    extraBadRequests: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe(
        "So many bad requests more than stable's may come before a return takes effect. Default: 20, or an eighth of stable's own in that time.",
      ),
    first: percentage(
      '0.1%',
      '25%',
      'The first weight. Default: what the bad requests allow if all fail, at most 5%.',
      '1%',
    ).optional(),
    plateau: percentage('5%', '50%', 'The most before even slight harm is refuted.').prefault(
      formatPercent(guardedDefaults.plateauPercent),
    ),
    stay: duration('2m', '1h', 'The least time at each weight.').prefault(`${guardedDefaults.minMinutes}m`),
    bake: duration(
      '5m',
      '4h',
      'Without a proof, and without a sign of harm, the plateau is left after so long, a lower weight after half of it.',
    ).prefault(`${guardedDefaults.maxBakeMinutes}m`),
    fullBake: duration('3m', '4h', 'The least time at 100%.').prefault('10m'),
    growth: z
      .number()
      .min(2)
      .max(10)
      .default(guardedDefaults.growth)
      .describe(
        'A weight above 5% becomes at most so many times as large at once: how fast the workload scales.',
      ),
    approval: approval.optional().describe('A person must approve before the plateau is left.'),
  })
  .describe('Each weight is chosen by what was proved until then.');

const steps = z
  .union([
    z
      .literal('guarded', {
        error: ({ input }) =>
          `${show(input)} is neither guarded nor a list of steps; write guarded, or for example - {weight: 100%, bake: 30m}`,
      })
      .transform((kind) => guardedSteps.parse({ kind }))
      .describe('The same as {kind: guarded}.'),
    guardedSteps,
    fixedSteps,
  ])
  .describe(
    'Weights of the new version: a list that rises to 100%, or guarded, by what was proved until then.',
  );

const defaultSteps = ['5%', '25%', '50%', '100%'].map((weight) => ({ weight, bake: '30m' }));

export const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/;
export const timeOfDayPattern = /^([01]\d|2[0-3]):[0-5]\d$/;
const freezeTime = matching(
  new RegExp(`${instantPattern.source}|${timeOfDayPattern.source}`),
  'a time',
  'write for example 2026-12-24T12:00:00+01:00, or with days "16:00"',
);

/** Once, between two instants; or weekly, with `days` and `timezone`. The rules say which fields go together. */
const freeze = z.strictObject({
  name: z.string().min(1).max(100).describe('Shown to people whose rollout waits.'),
  from: freezeTime,
  to: freezeTime.describe('With days, where it is not after `from`: on the next day.'),
  days: z
    .array(z.enum(dayNames))
    .min(1, { error: 'the list is empty; write for example [fri, sat]' })
    .optional()
    .describe('Weekly: the days on which the window begins.'),
  timezone: z
    .string()
    .refine(isTimeZone, {
      error: ({ input }) => `${show(input)} is not a time zone; write for example Europe/Berlin`,
    })
    .optional()
    .describe('With days: a name of the IANA time zone database.'),
});

const hotfix = z
  .strictObject({
    bake: duration('1m', '14d', 'The longest bake of a step; the weights stay. Default: 5m.').optional(),
    steps: steps.optional().describe('Steps of its own, instead of `bake`.'),
    duringFreeze: z.boolean().default(false).describe('Freeze windows do not hold a hotfix.'),
  })
  .describe('How a rollout started as a hotfix goes faster.');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
