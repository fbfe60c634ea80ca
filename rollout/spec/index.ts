export { type ParsedSpec, parseSpec } from './parse-spec.ts';
export { formatProblem, type Problem } from './problem.ts';
export { type ProviderSchema, type SpecSchemas, specSchema } from './schema.ts';
export type { Spec, SpecFreeze, SpecMetric, SpecStep } from './spec.ts';
