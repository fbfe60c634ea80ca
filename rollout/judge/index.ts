export type { Rule } from './edges.ts';
export type {
  Bucket,
  Counts,
  JudgeInput,
  MetricObservation,
  ObservationStatus,
  StepPosition,
  WeightChange,
} from './input.ts';
export { judge } from './judge.ts';
export { type CountsInput, countsSchema, judgeCounts } from './judge-counts.ts';
export { type JudgePlan, judgePlanSchema, type MetricPlan, metricPlanSchema } from './plan.ts';
export { type MetricSummary, summarise, type VerdictSummary } from './summarise.ts';
export type { Decision, MetricVerdict, RelativeRisk, Verdict } from './verdict.ts';
