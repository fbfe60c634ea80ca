/**
 * What a scenario decides before anything is drawn: the traffic, the share that reaches the canary, and by
 * what factor each slot's rate differs from the base rate, minute by minute.
 */
export type World = {
  readonly minutes: number;
  /** Of the usual traffic. */
  readonly traffic: Float64Array;
  /** The canary's share of the requests, 0 to 1; at first the plan's weight. */
  readonly share: Float64Array;
  readonly stepStart: Float64Array;
  /** Factors of the metric that is being drawn; set back to 1 before each. */
  readonly stableFactor: Float64Array;
  readonly canaryFactor: Float64Array;
  /** Added to the canary's rate: not the version's fault. */
  readonly canaryExtra: Float64Array;
  /** Factors of both slots for every metric, from clients that differ. */
  readonly stableClients: Float64Array;
  readonly canaryClients: Float64Array;
};

export function emptyWorld(minutes: number): World {
  const each = () => new Float64Array(minutes);
  return {
    minutes,
    traffic: each(),
    share: each(),
    stepStart: each(),
    stableFactor: each(),
    canaryFactor: each(),
    canaryExtra: each(),
    stableClients: each(),
    canaryClients: each(),
  };
}
