import { z } from 'zod';

const share = z.number().min(0).max(1);

/** What a plan fixes about one metric before the rollout. Left out: the defaults of `settings.ts`. */
export const metricPlanSchema = z.strictObject({
  name: z.string().min(1),
  /** `higher-is-better` counts good events (conversions), and a fall is harm. */
  direction: z.enum(['lower-is-better', 'higher-is-better']),
  /** What the router assigns at random; a traffic provider states it. */
  unit: z.enum(['request', 'client']),
  /**
   * An absolute limit of the rate (an SLO): harm is a canary beyond it, whatever stable does; at least this
   * rate, if higher is better.
   */
  limit: z.number().gt(0).lt(1).optional(),
  /**
   * Clients keep their slot for longer than a step (sticky sessions, resolvers that ignore a TTL) and take their errors
   * along: harm must also raise the rate of both slots together above that of the recorded hour. @default false
   */
  lasting: z.boolean().optional(),
  /** A relative change up to this is no harm. @default 0.10 by request, 0.25 by client, 0.05 if higher is better */
  tolerance: share.optional(),
  /** An absolute change of the rate up to this is no harm. @default 0 */
  absoluteTolerance: share.optional(),
  /** Safe is proved when a relative change beyond this is refuted. @default 0.5, 0.1 if higher is better */
  safeMargin: share.optional(),
  /** Added to the safe margin, as a rate. @default 0.0005, 0 if higher is better */
  absoluteSafeMargin: share.optional(),
  /**
   * Harm must show in this many minutes, short of total failure. @default 2 by request; by client 7, 3 if severe;
   * 2 and 3, and one less if severe, when calm
   */
  minBadBuckets: z.int().min(1).optional(),
  /** Dispersion of the counts used up to 3. @default 1 by request, 3 by client */
  phi: z.number().min(1).optional(),
  /** Dispersion that grows with the counts. @default 0 by request, 0.2 by client */
  sigma2: z.number().min(0).optional(),
  /** A finished minute is judged only after this many more: its data may still arrive. @default 2 */
  lagMinutes: z.number().min(0).optional(),
  /** Minutes left out after a change of weight. @default 1 */
  warmUpMinutes: z.number().min(0).optional(),
  /** Judged and reported; decides nothing. @default false */
  dryRun: z.boolean().optional(),
});

/** What a plan fixes for the judge. It is JSON: it travels through the state machine. */
export const judgePlanSchema = z.strictObject({
  /** The chance to roll back a good release: all looks, all steps, all metrics together. */
  falseRollbackRate: z.number().gt(0).lt(1).default(0.01),
  /** Earlier rollouts met no trouble of one slot alone (`isCalm`): harm must show in fewer minutes. */
  calm: z.boolean().default(false),
  /** Go on before the bake is over once safety is proved. */
  advanceEarly: z.boolean().default(false),
  /** Roll back after this many minutes in which the canary got no request although it should. */
  silentMinutes: z.int().min(1).default(5),
  metrics: z.array(metricPlanSchema).readonly(),
});

export type MetricPlan = Readonly<z.infer<typeof metricPlanSchema>>;
export type JudgePlan = Readonly<Omit<z.input<typeof judgePlanSchema>, 'metrics'>> & {
  readonly metrics: readonly MetricPlan[];
};
