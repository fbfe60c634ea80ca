export { betting } from './betting.ts';
export type { Dispersion } from './dispersion.ts';
export type { Rule } from './edges.ts';
export { evidenceOf } from './evidence.ts';
export { type GaugePlan, type GaugeVerdict, gauge } from './gauge.ts';
export { growthTest } from './growth-test.ts';
export {
  defaultBudget,
  type GuardedMove,
  type GuardedPosition,
  type GuardedSettings,
  guardedDefaults,
  leastRaise,
  nextWeight,
  startWeight,
} from './guarded.ts';
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
export { ASSUMED_DISPERSION, isCalm, learnPhi, phiFromHistory } from './learn-phi.ts';
export { plainMixture } from './plain-mixture.ts';
export { type JudgePlan, judgePlanSchema, type MetricPlan, metricPlanSchema } from './plan.ts';
export { type Power, type PowerAnswer, type PowerInput, power } from './power.ts';
export { type Residuals, residuals } from './residuals.ts';
export { settingsOf } from './settings.ts';
export { blockMinutesFor, type GaugeMinute, type GaugeTolerance, signTest } from './sign-test.ts';
export { type MetricSummary, summarise, type VerdictSummary } from './summarise.ts';
export { timeline } from './timeline.ts';
export type { Decision, MetricVerdict, RelativeRisk, Verdict } from './verdict.ts';
