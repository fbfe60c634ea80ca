import { z } from 'zod';

export {
  planSchema as planShape,
  readWayBack,
  wayBackSchema as wayBackShape,
} from '../rollout/plan/read-plan.ts';

/** The pieces that travel through the machine, parsed at every handler's door. */

export const deployedShape = z.strictObject({ slot: z.string().max(256), version: z.string().max(1024) });

export const stepShape = z.looseObject({
  number: z.int().min(1),
  weightPercent: z.number().min(0).max(100),
  bakeSeconds: z.number(),
  tickSeconds: z.number(),
  ticks: z.int().min(1),
  maxTicks: z.int().min(1),
});

export const shiftShape = z.strictObject({
  atMillis: z.number(),
  weightPercent: z.number(),
  receipt: z.record(z.string(), z.union([z.string(), z.number()])),
});

export type Shift = z.infer<typeof shiftShape>;
