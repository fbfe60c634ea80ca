import { z } from 'zod';
import { UnreadablePlan } from '../errors.ts';
import { metricPlanSchema } from '../judge/index.ts';
import { metricDispersionSchema } from './dispersion.ts';
import { type Plan, planShape } from './plan.ts';

/**
 * The plan of an execution, whichever version of Haldane wrote it: an older shape is brought up to the newest one
 * here. Throws `UnreadablePlan`.
 */
export function readPlan(json: unknown): Plan {
  const shape = shaped.safeParse(json);
  if (!shape.success) throw new UnreadablePlan('This is no plan: it has no shape.');
  if (shape.data.shape !== planShape) {
    throw new UnreadablePlan(
      `This plan has shape ${shape.data.shape}; this version of Haldane reads shape ${planShape}. Deploy the version that wrote it, or stop the execution: its traffic is then returned.`,
    );
  }
  const plan = shape1.safeParse(json);
  if (plan.success) return plan.data;
  throw new UnreadablePlan(`This plan of shape ${planShape} is damaged: ${firstProblem(plan.error)}`);
}

/**
 * What returning the traffic needs of a plan, and no more: so that the way back stays open for plans of every shape,
 * those of later versions too.
 */
export type WayBack = Pick<Plan, 'service' | 'rolloutId' | 'traffic' | 'slots' | 'alarms'>;

export const wayBackSchema: z.ZodType<WayBack> = z.lazy(() => wayBack);

/** Throws `UnreadablePlan` if not even the way back can be read. */
export function readWayBack(json: unknown): WayBack {
  const parsed = wayBackSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UnreadablePlan(`This plan names no way back: ${firstProblem(parsed.error)}`);
}

/** Of a plan of other make nearly everything is wrong: the first thing says enough. */
function firstProblem({ issues: [issue] }: z.ZodError): string {
  return issue === undefined
    ? 'it is wrong'
    : `${issue.path.join('.').slice(0, 200) || 'it'}: ${issue.message.slice(0, 500)}`;
}

/** The same as a schema, for a handler's input. */
export const planSchema: z.ZodType<Plan> = z.unknown().transform(readPlan);

const shaped = z.looseObject({ shape: z.number() });

/** Of a service, an execution: AWS allows none of them more. Messages and log lines repeat it. */
const name = z.string().max(256);
const slots = z.strictObject({ stable: z.string(), canary: z.string().nullable() });
const wayBack = z.object({
  service: name,
  rolloutId: name,
  traffic: z.looseObject({ kind: z.string() }),
  slots,
  alarms: z.array(z.string()).default([]),
});

const provider = z.looseObject({ kind: z.string() });
const patience = z.strictObject({ checkSeconds: z.number(), checks: z.int() });
const approval = z.strictObject({
  ...patience.shape,
  timeoutSeconds: z.number(),
  onTimeout: z.enum(['rollback', 'advance']),
});

const ramp = z.strictObject({
  reactionMinutes: z.number(),
  growth: z.number(),
  weightStepPercent: z.number(),
  minMinutes: z.number(),
  plateauPercent: z.number(),
  maxBakeMinutes: z.number(),
  retreatPercent: z.exactOptional(z.number()),
  fullBakeMinutes: z.number(),
  lowBakeMinutes: z.number(),
  approval: approval.nullable(),
  tickSeconds: z.number(),
  holdTicks: z.int(),
  metrics: z.array(
    z.strictObject({
      name: z.string(),
      requestsPerMinute: z.number(),
      budgetRequests: z.number(),
    }),
  ),
});

const shape1 = z.strictObject({
  shape: z.literal(1),
  service: name,
  rolloutId: name,
  release: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('image'),
      repositoryUri: z.string(),
      digest: z.string(),
      tag: z.exactOptional(z.string()),
    }),
    z.strictObject({
      kind: z.literal('archive'),
      bucket: z.string(),
      key: z.string(),
      objectVersion: z.exactOptional(z.string()),
    }),
  ]),
  version: z.string(),
  previousVersion: z.string(),
  hotfix: z.boolean(),
  traffic: provider,
  workload: provider,
  metrics: z.array(provider),
  alarms: z.array(z.string()),
  slots,
  dispersion: z.record(z.string(), metricDispersionSchema),
  assignment: z.strictObject({ unit: z.enum(['request', 'client']), lastsSeconds: z.number() }),
  steps: z.array(
    z.strictObject({
      number: z.int(),
      weightPercent: z.number(),
      bakeSeconds: z.number(),
      tickSeconds: z.number(),
      ticks: z.int(),
      maxTicks: z.int(),
      approval: approval.nullable(),
      why: z.exactOptional(z.string()),
    }),
  ),
  ramp: ramp.nullable(),
  mostSteps: z.int(),
  settleSeconds: z.number(),
  spreadSeconds: z.number(),
  lateWriterSeconds: z.number(),
  warmSeconds: z.number(),
  deploy: patience,
  capacity: patience,
  settle: patience,
  drain: patience,
  hold: patience,
  queue: patience,
  onNewerVersion: z.enum(['supersede', 'queue', 'reject']),
  whenHeld: z.enum(['ask', 'rollback', 'advance']),
  heldApproval: approval,
  freezes: z.array(z.strictObject({ name: z.string(), fromMillis: z.number(), toMillis: z.number() })),
  judge: z.strictObject({
    falseRollbackRate: z.number(),
    advanceEarly: z.boolean(),
    calm: z.boolean(),
    metrics: z.array(metricPlanSchema),
  }),
}) satisfies z.ZodType<Plan>;
