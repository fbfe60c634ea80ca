export { parseSpec } from './parse-spec.ts';
export { formatProblem, type Problem } from './problem.ts';
export { type SpecSchemas, specSchema } from './schema.ts';
export type { Spec, SpecFreeze } from './spec.ts';
