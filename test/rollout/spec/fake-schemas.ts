import { z } from 'zod';
import type { SpecSchemas } from '../../../rollout/spec/index.ts';

/** Providers that exist only here, so that the parser's tests change with the parser alone. */
export const fakeSchemas: SpecSchemas = {
  traffic: [
    z.strictObject({
      kind: z.literal('points'),
      line: z.string().regex(/^[a-z]+$/, 'is lowercase'),
      ttl: z.number().max(300).optional(),
    }),
    z.strictObject({ kind: z.literal('sluice'), gates: z.array(z.string()).min(2) }),
  ],
  workload: [z.strictObject({ kind: z.literal('mill'), wheels: z.record(z.string(), z.string()) })],
  metrics: [
    z.strictObject({ kind: z.literal('gauge'), name: z.string(), of: z.enum(['flour', 'water']) }),
    z.strictObject({ kind: z.literal('bell'), name: z.string() }),
  ],
  defaultMetrics: ({ kind }) => (kind === 'sluice' ? [{ kind: 'gauge', name: 'flow', of: 'water' }] : []),
  problems: (_, config) =>
    config.kind === 'points' && config.line === 'closed' ? ['the line is closed'] : [],
};
