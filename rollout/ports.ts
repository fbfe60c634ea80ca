/**
 * The three seams between the domain and AWS. Each provider in `providers/` implements one of them.
 * Every method may be called twice with the same input (handlers are retried) and must then end in the same state;
 * every method rejects with an error class of `providers/errors.ts`, whose name the state machine matches.
 */

/** A place that can hold a version and receive traffic: a Route 53 set identifier (`blue`), a published Lambda version (`7`). */
export type Slot = string;

/** The wanted traffic split between the two slots of one rollout; `canaryPercent` from 0 to 100, stable gets the rest. */
export type Split = { readonly stable: Slot; readonly canary: Slot; readonly canaryPercent: number };

/** What a router assigns to a slot at random, and for how long (see rollout/judge). */
export type Assignment = { readonly unit: 'request' | 'client'; readonly lastsSeconds: number };

export type TrafficReading = {
  /** Live share of each slot in percent; they sum to 100. A slot without traffic is present with 0. */
  readonly weights: Readonly<Record<Slot, number>>;
  readonly assignment: Assignment;
  /** How long clients keep an old answer after the service has settled: the live TTL for DNS, 0 for a load balancer. */
  readonly settleSeconds: number;
};

/** What a write answered and a check needs: a Route 53 change id, an alias revision. Plain JSON; travels through the machine. */
export type ShiftReceipt = { readonly [key: string]: string | number };

export type TrafficCheck = {
  /** The service itself shows the wanted split everywhere. Clients may still hold old answers for `settleSeconds`. */
  readonly settled: boolean;
  readonly weights: Readonly<Record<Slot, number>>;
};

export interface TrafficRouter {
  /** The smallest step of a weight in percent: 0.5 for Route 53. Weights are multiples of it. */
  readonly weightStepPercent: number;
  /** Live weights, asked from AWS each time. Rejects with `NotFound` or `NotOwned`. */
  read(): Promise<TrafficReading>;
  /**
   * Writes the split as absolute weights in ONE writing call, whatever the weights were. Everything else (TTL, targets,
   * stickiness, health checks) is left as found. Never leaves both slots at zero. Rejects with `Conflict` if someone wrote in between.
   */
  shift(split: Split): Promise<ShiftReceipt>;
  /**
   * Gives this slot all traffic, whatever else has some: the way back. As `shift`, but it needs to know nothing of the
   * canary, so that nothing has to be looked up first. `again`: somebody has returned it a moment ago, so this one has the time
   * to ask first whether others are in a hurry.
   */
  restore(stable: Slot, again?: boolean): Promise<ShiftReceipt>;
  /** Reads back: is this split in force? No receipt (a lost answer, a recovery) means: judge by the weights alone. */
  check(split: Split, receipt?: ShiftReceipt): Promise<TrafficCheck>;
  /**
   * Makes the canary, which has 100%, the only one, once the rollout is promoted. Absent where 100% already is that.
   * Rejects with `Conflict` if the canary hasn't all traffic.
   */
  promote?(slots: Pick<Split, 'stable' | 'canary'>): Promise<void>;
}

/** What is released: an image by digest, or a code archive in S3. */
export type Release =
  | { readonly kind: 'image'; readonly repositoryUri: string; readonly digest: string; readonly tag?: string }
  | {
      readonly kind: 'archive';
      readonly bucket: string;
      readonly key: string;
      readonly objectVersion?: string;
    };

export type Running = {
  /** What runs in the slot, as an operator would name it: `sha256:ab12...`, `version 7`; `null` if nothing does. */
  readonly version: string | null;
  readonly runningCount: number;
  readonly desiredCount: number;
};

export type Health =
  | { readonly status: 'starting'; readonly detail: string }
  | { readonly status: 'healthy'; readonly detail: string }
  | { readonly status: 'failed'; readonly detail: string };

/** A version placed in a slot by a rollout. Plain JSON; travels through the machine. */
export type Deployed = { readonly slot: Slot; readonly version: string };

export interface Workload {
  /** What it can deploy. */
  readonly releases: readonly Release['kind'][];
  /** What runs in each of the slots. */
  inspect(slot: Slot): Promise<Running>;
  /** The slot where a new version goes while `stable` serves; `null` if the deploy makes it (a Lambda version). */
  canarySlot(stable: Slot): Slot | null;
  /** Places the release beside stable; made from stable's own definition. A second call with the same rolloutId changes nothing. */
  deploy(order: {
    readonly stable: Slot;
    readonly release: Release;
    readonly rolloutId: string;
  }): Promise<Deployed>;
  /** Where a deploy whose answer was lost has put the release; `null` if nowhere. Of workloads that make a slot by deploying. */
  find?(order: {
    readonly stable: Slot;
    readonly release: Release;
    readonly rolloutId: string;
  }): Promise<Deployed | null>;
  /** Starts what `weightPercent` of the traffic needs (never less than runs), measured by what stable runs. */
  makeRoom(canary: Slot, stable: Slot, weightPercent: number): Promise<void>;
  /**
   * Does the slot run what was asked for, and does it answer? `failed` means: will not get better by waiting.
   * `version`, as `deploy` returned it: a slot that runs another one has `failed` (ECS may put the old one back by itself).
   */
  health(slot: Slot, version?: string): Promise<Health>;
  /** Takes the slot's version out of service (scale to zero, delete an unused version). Traffic has left it before. */
  remove(slot: Slot): Promise<void>;
}

export type Counts = { readonly total: number; readonly bad: number };

/** One minute of one metric in one slot; `null`: the source has no data (which is not zero). */
export type MinuteCounts = { readonly minute: number; readonly counts: Counts | null };

export type MetricReading = {
  readonly name: string;
  readonly status: 'ok' | 'missing' | 'throttled' | 'denied' | 'failed';
  readonly detail?: string;
  readonly slots: Readonly<Record<Slot, readonly MinuteCounts[]>>;
};

export interface MetricSource {
  /** How long after a minute has ended its counts may still grow, in minutes. */
  readonly lagMinutes: number;
  /** Per-minute counts of each slot for epoch minutes `from` to `to` (excluded), for all metrics in as few calls as the quotas allow. */
  read(
    slots: readonly Slot[],
    window: { readonly fromMinute: number; readonly toMinute: number },
  ): Promise<readonly MetricReading[]>;
}
