import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../deploy/sources.ts';
import { schemas } from '../../providers/registry.ts';
import { parseSpec, type Spec } from '../../rollout/spec/index.ts';
import { golden } from '../../test/golden/_golden.ts';

/** Valid inputs: what is recorded of whole rollouts, and the specs of the repository. */
export const recorded = golden('v1');

export const specTexts: readonly string[] = [
  ...recorded.specs.map(({ text }) => text),
  ...globSync(join(root, '{services,examples}/*.yml'))
    .toSorted()
    .map((path) => readFileSync(path, 'utf8')),
];

export const specs: readonly Spec[] = specTexts.flatMap((text) => {
  const parsed = parseSpec(text, 'spec.yml', schemas);
  return parsed.ok ? [parsed.spec] : [];
});

const digest = `sha256:${'5e'.repeat(32)}`;
const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

/** What a person types into the console, or `haldane start` sends. */
export const releaseInputs: readonly unknown[] = [
  { service: 'recommendation', image: `${registry}/recommendation@${digest}` },
  { service: 'recommendation', image: `${registry}/recommendation:v42@${digest}`, tag: 'v42', hotfix: true },
  {
    service: 'shop',
    archive: { bucket: 'builds', key: 'shop/v42.zip', objectVersion: 'abc' },
    reason: 'why',
  },
  { service: 'shop', image: `${registry}/shop@${digest}`, requestedBy: 'ann', reason: 'a fix' },
  { recover: 'arn:aws:states:us-east-1:123456789012:execution:haldane-dev-rollout:recommendation-v42' },
];

const envelope = (source: string, detailType: string, detail: unknown) => ({
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  source,
  'detail-type': detailType,
  account: '123456789012',
  region: 'us-east-1',
  time: '2026-11-23T12:00:00Z',
  resources: [],
  detail,
});

/** Events as EventBridge delivers them. */
export const events: readonly unknown[] = [
  envelope('aws.ecr', 'ECR Image Action', {
    'action-type': 'PUSH',
    result: 'SUCCESS',
    'repository-name': 'recommendation',
    'image-digest': digest,
    'image-tag': 'v42',
  }),
  ...releaseInputs.map((detail) => envelope('haldane', 'Release Requested', detail)),
  envelope('haldane', 'Abort Requested', { service: 'recommendation', reason: 'errors', by: 'ann' }),
  envelope('aws.cloudwatch', 'CloudWatch Alarm State Change', {
    alarmName: 'recommendation-unhealthy',
    state: { value: 'ALARM', reason: 'threshold crossed' },
  }),
  envelope('aws.states', 'Step Functions Execution Status Change', {
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:haldane-dev-rollout:recommendation-v42',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:haldane-dev-rollout',
    name: 'recommendation-v42',
    status: 'ABORTED',
    input: '{"service":"recommendation"}',
  }),
];
