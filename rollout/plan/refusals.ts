import type { Health, Release, Running, Slot, TrafficReading } from '../ports.ts';
import type { Spec } from '../spec/spec.ts';
import { formatPercent } from '../units.ts';
import { freezeAt, freezeSentence, type StopSwitch } from './gates.ts';
import type { FreezeWindow } from './plan.ts';

/** A reason why a rollout must not start. */
export type Refusal = {
  readonly code:
    | 'no-traffic'
    | 'mixed-weights'
    | 'no-such-slot'
    | 'nothing-running'
    | 'already-stable'
    | 'stable-unhealthy'
    | 'weight-not-possible'
    | 'unknown-alarm'
    | 'alarm-firing'
    | 'stop-switch'
    | 'frozen'
    | 'wrong-release'
    | 'wrong-repository';
  readonly sentence: string;
};

const howToHotfix = 'If this release is the cure, start it with "hotfix": true.';

/** The canary's slot must be one that the router knows, since its weight is to be raised. */
export function refuseSlot(
  weights: TrafficReading['weights'],
  stable: Slot,
  canary: Slot | null,
): readonly Refusal[] {
  if (canary === stable) {
    return [
      refusal(
        'no-such-slot',
        `${stable} has all the traffic, and the workload would deploy to ${stable}, too.`,
      ),
    ];
  }
  if (canary === null || Object.hasOwn(weights, canary)) return [];
  const known = Object.keys(weights).join(' and ');
  return [
    refusal(
      'no-such-slot',
      `The workload deploys to ${canary}, but the router has ${known}. Give the slots the same names in both.`,
    ),
  ];
}

/** There must be something to compare with, and something new to compare. */
export function refuseVersion(
  release: Release,
  stable: Slot,
  running: Running | undefined,
): readonly Refusal[] {
  if (running === undefined || running.version === null) {
    return [
      refusal(
        'nothing-running',
        `${stable} has all the traffic, but nothing runs there. Deploy a first version without Haldane.`,
      ),
    ];
  }
  if (release.kind === 'image' && running.version.includes(release.digest)) {
    return [
      refusal('already-stable', `${release.digest} already runs in ${stable}: there is nothing to release.`),
    ];
  }
  return [];
}

export function refuseRelease(
  release: Release,
  spec: Spec,
  releaseKinds: readonly Release['kind'][] | undefined,
  registry: string | undefined,
): readonly Refusal[] {
  if (releaseKinds !== undefined && !releaseKinds.includes(release.kind)) {
    const kinds = releaseKinds.join(' or ');
    return [
      refusal('wrong-release', `${spec.workload.kind} releases an ${kinds}, but this is an ${release.kind}.`),
    ];
  }
  const wanted = spec.trigger?.ecr.repository;
  if (release.kind !== 'image' || wanted === undefined) return [];
  const given = release.repositoryUri.slice(release.repositoryUri.indexOf('/') + 1);
  const from = release.repositoryUri.slice(0, release.repositoryUri.indexOf('/'));
  if (given === wanted && registry !== undefined && from !== registry) {
    return [
      refusal(
        'wrong-repository',
        `The image is from the registry ${from}, but ${spec.service} releases images of ${registry}.`,
      ),
    ];
  }
  if (given === wanted) return [];
  return [
    refusal(
      'wrong-repository',
      `The image is from ${given}, but ${spec.service} releases images of ${wanted}.`,
    ),
  ];
}

export function refuseStable(stable: Slot, health: Health): readonly Refusal[] {
  if (health.status === 'healthy') return [];
  const state = health.status === 'failed' ? 'is not healthy' : 'is still starting';
  return [
    refusal('stable-unhealthy', `The stable version in ${stable} ${state}: ${health.detail}. ${howToHotfix}`),
  ];
}

export function refuseWeights(weights: readonly number[], weightStepPercent: number): readonly Refusal[] {
  const impossible = weights.filter((weight) => {
    const parts = weight / weightStepPercent;
    return Math.abs(parts - Math.round(parts)) > 1e-6;
  });
  if (impossible.length === 0) return [];
  return [
    refusal(
      'weight-not-possible',
      `The router cannot give ${impossible.map(formatPercent).join(', ')}: weights are multiples of ${formatPercent(weightStepPercent)}.`,
    ),
  ];
}

export function refuseUnknownAlarms(names: readonly string[]): readonly Refusal[] {
  return names.map((name) =>
    refusal('unknown-alarm', `There is no alarm ${JSON.stringify(name)} in this account and region.`),
  );
}

export function refuseFiringAlarms(names: readonly string[]): readonly Refusal[] {
  return names.map((name) =>
    refusal('alarm-firing', `The alarm ${JSON.stringify(name)} is firing before the rollout. ${howToHotfix}`),
  );
}

export function refuseNow(
  stopSwitch: StopSwitch | null,
  freezes: readonly FreezeWindow[],
  nowMillis: number,
): readonly Refusal[] {
  const frozen = freezeAt(freezes, nowMillis);
  return [
    ...(stopSwitch === null ? [] : [refusal('stop-switch', `The stop switch is on: ${stopSwitch.reason}`)]),
    ...(frozen === null ? [] : [refusal('frozen', freezeSentence(frozen))]),
  ];
}

const refusal = (code: Refusal['code'], sentence: string): Refusal => ({ code, sentence });
