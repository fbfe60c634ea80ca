import type { Plan, PlannedStep } from '../../rollout/plan/plan.ts';

const step = (number: number, weightPercent: number): PlannedStep => ({
  number,
  weightPercent,
  bakeSeconds: 1800,
  tickSeconds: 60,
  ticks: 30,
  maxTicks: 60,
  approval: null,
});

/** The plan of the example service with default steps. */
export const plan: Plan = {
  shape: 1,
  service: 'recommendation',
  rolloutId: 'recommendation-v42-3f1c',
  release: {
    kind: 'image',
    repositoryUri: '111111111111.dkr.ecr.us-east-1.amazonaws.com/recommendation',
    digest: 'sha256:3f1c9a77b1c24f7f9d0a2b',
    tag: 'v42',
  },
  version: 'v42',
  previousVersion: 'v41',
  hotfix: false,
  traffic: { kind: 'route53' },
  workload: { kind: 'ecs' },
  metrics: [{ kind: 'cloudwatch' }],
  alarms: ['recommendation-unhealthy'],
  slots: { stable: 'blue', canary: 'green' },
  assignment: { unit: 'client', lastsSeconds: 60 },
  steps: [step(1, 5), step(2, 25), step(3, 50), step(4, 100)],
  settleSeconds: 60,
  lateWriterSeconds: 70,
  warmSeconds: 3600,
  deploy: { checkSeconds: 15, checks: 40 },
  capacity: { checkSeconds: 15, checks: 40 },
  settle: { checkSeconds: 10, checks: 30 },
  drain: { checkSeconds: 60, checks: 30 },
  hold: { checkSeconds: 60, checks: 1440 },
  queue: { checkSeconds: 60, checks: 240 },
  onNewerVersion: 'supersede',
  whenHeld: 'ask',
  heldApproval: { timeoutSeconds: 3600, onTimeout: 'rollback' },
  freezes: [],
  judge: {
    falseRollbackRate: 0.01,
    advanceEarly: false,
    metrics: [
      { name: 'errors', direction: 'lower-is-better', unit: 'request' },
      { name: 'latency', direction: 'lower-is-better', unit: 'request' },
      { name: 'conversion', direction: 'higher-is-better', unit: 'request' },
    ],
  },
};
