import { without } from './_patch.ts';
import type { Planted } from './planted.ts';

/** Permissions that somebody forgot. */
export const inThePolicy: readonly Planted[] = [
  {
    name: 'the way back may not write weights',
    adapt: without('roll-back-the-traffic', 'route53:ChangeResourceRecordSets'),
    scenario: 'errors-at-5-percent',
    caughtBy: 'trouble that passes changes no ending',
  },
  {
    name: 'a shift may not read the stop switch',
    adapt: without('shift-traffic', 'dynamodb:GetItem'),
    scenario: 'good-release',
    caughtBy: 'trouble that passes changes no ending',
  },
  {
    name: 'the machine may not release the claim',
    adapt: without('rollout', 'dynamodb:DeleteItem'),
    scenario: 'good-release',
    caughtBy: 'trouble that passes changes no ending',
  },
  {
    name: 'a recovery may not be started',
    adapt: without('recover', 'states:StartExecution'),
    scenario: 'execution-stopped',
    caughtBy: 'every event is handled',
  },
  {
    name: 'the machine may not call off its watch',
    adapt: without('rollout', 'states:SendTaskSuccess'),
    scenario: 'good-release',
    caughtBy: 'trouble that passes changes no ending',
  },
];
