import { type Json, withDefinition, withState } from './_patch.ts';
import type { Planted } from './planted.ts';

type Retrier = { ErrorEquals: string[] };

const retriers = (state: Json) => (state.Retry ?? []) as Retrier[];
const asPass = ({ Comment, Next }: Json): Json => ({ Type: 'Pass', Comment, Next });
const deaf = (state: Json): Json => ({ ...state, Catch: undefined });

/** In every state: forgets an error that is retried. */
const forgetting = (error: string) =>
  withDefinition(
    (definition) =>
      JSON.parse(
        JSON.stringify(definition).replaceAll(`"${error}",`, '').replaceAll(`,"${error}"`, ''),
      ) as Json,
  );

/** Bugs in statemachines/rollout.asl.yml. */
export const inTheMachine: readonly Planted[] = [
  {
    name: 'a shift is not tried again',
    adapt: withState('Shift traffic', (state) => ({ ...state, Retry: [] })),
    scenario: 'good-release',
    fault: { kind: 'throttled', by: 'shift-traffic', operation: 'GetItem' },
    caughtBy: 'trouble that passes changes no ending',
  },
  {
    name: 'a handler that was killed is not tried again',
    adapt: forgetting('Runtime.ExitError'),
    scenario: 'good-release',
    fault: { kind: 'killed-before', by: 'judge', operation: 'GetMetricData' },
    caughtBy: 'trouble that passes changes no ending',
  },
  {
    name: 'a handler that took too long is not tried again',
    adapt: forgetting('Sandbox.Timedout'),
    scenario: 'good-release',
    fault: { kind: 'hung', by: 'shift-traffic', operation: 'ChangeResourceRecordSets' },
    caughtBy: 'trouble that passes changes no ending',
  },
  {
    name: 'a throttled token is not stored again',
    adapt: withState('Keep the old version warm', (state) => ({
      ...state,
      Retry: retriers(state).map((retrier) => ({
        ...retrier,
        ErrorEquals: retrier.ErrorEquals.filter((error) => error !== 'DynamoDb.DynamoDbException'),
      })),
    })),
    scenario: 'good-release',
    fault: { kind: 'throttled', by: 'rollout', operation: 'UpdateItem', about: '{"S":"warm"}' },
    caughtBy: 'trouble that passes changes no ending',
  },
  {
    name: 'a watch that is off already counts as an error',
    adapt: withState('Call off the watch', deaf),
    scenario: 'good-release',
    fault: { kind: 'lost-answer', by: 'rollout', operation: 'SendTaskSuccess' },
    caughtBy: 'trouble that passes changes no ending',
  },
  {
    name: 'the rollback is not confirmed',
    adapt: withState('Was there a way back?', (state) => ({ ...state, Default: 'Drain' })),
    scenario: 'late-write-wins',
    caughtBy: 'all traffic is on one version, the right one',
  },
  {
    name: 'the rollback is confirmed before late writers are gone',
    adapt: withState('Wait out late writers', (state) => ({ ...state, Seconds: 1 })),
    scenario: 'late-write-wins',
    caughtBy: 'all traffic is on one version, the right one',
  },
  {
    name: 'the failure is announced before the traffic returns',
    adapt: withDefinition((definition) => {
      const states = definition.States as Record<string, Json>;
      const watch = states['Roll out under watch'] as Json & { Catch: Json[] };
      const announce = { ...states['Announce the refusal'], Next: 'Roll back the traffic' };
      const Catch = watch.Catch.map((one) =>
        one.Next === 'Roll back the traffic' ? { ...one, Next: 'Say so first' } : one,
      );
      return {
        ...definition,
        States: { ...states, 'Roll out under watch': { ...watch, Catch }, 'Say so first': announce },
      };
    }),
    scenario: 'errors-at-5-percent',
    caughtBy: 'the return of traffic is the first call after a fail',
  },
  {
    name: 'a failed rollout is not caught',
    adapt: withState('Roll out under watch', deaf),
    scenario: 'errors-at-5-percent',
    caughtBy: 'trouble that passes changes no ending',
  },
  {
    name: 'weights of somebody else are taken for a failure',
    adapt: withState('Roll out under watch', (state) => ({
      ...state,
      Catch: (state.Catch as Json[]).slice(1),
    })),
    scenario: 'stranger-moves-weights',
    caughtBy: 'trouble that passes changes no ending',
  },
  {
    name: 'the claim is not released',
    adapt: withState('Release the service', asPass),
    scenario: 'good-release',
    caughtBy: 'the claim is released, or somebody is paged and a recovery runs',
  },
  {
    name: 'nobody is told how it ended',
    adapt: withState('Announce the outcome', asPass),
    scenario: 'good-release',
    caughtBy: 'a person is told how it ended',
  },
  {
    name: 'an announcement is given up after some seconds',
    adapt: withState('Announce the outcome', (state) => ({
      ...state,
      Retry: [],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'How did it end?' }],
    })),
    scenario: 'good-release',
    fault: { kind: 'events-down', by: 'rollout', operation: 'PutEvents', about: 'Rollout Promoted' },
    caughtBy: 'a person is told how it ended',
  },
  {
    name: 'nobody is paged while the traffic cannot be returned',
    adapt: withState('Page a person', asPass),
    scenario: 'errors-at-5-percent',
    fault: { kind: 'denied-for-good', by: 'rollout', operation: 'Invoke', about: 'roll-back-the-traffic' },
    caughtBy: 'every rollout ends',
  },
  {
    name: 'returning the traffic is given up',
    adapt: withState('Roll back the traffic', (state) => ({
      ...state,
      Retry: [],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Release the service' }],
    })),
    scenario: 'errors-at-5-percent',
    fault: { kind: 'failed', by: 'roll-back-the-traffic', operation: 'ChangeResourceRecordSets' },
    caughtBy: 'all traffic is on one version, the right one',
  },
  {
    name: 'the canary is retired before the rollback is confirmed',
    adapt: withState('Was there a way back?', (state) => ({
      ...state,
      Default: 'Retire the version without traffic',
    })),
    scenario: 'full-load-breaks-it',
    caughtBy: 'no requests go where nothing runs',
  },
  {
    name: 'approvals are not asked for',
    adapt: withState('Does a person decide?', (state) => ({
      ...state,
      Choices: (state.Choices as Json[]).map((choice) => ({ ...choice, Condition: '{% false %}' })),
    })),
    scenario: 'approval-given',
    caughtBy: 'never a weight that nobody approved',
  },
  {
    name: 'silence is taken for a yes',
    adapt: withState('What does silence mean?', (state) => ({ ...state, Default: 'What was decided?' })),
    scenario: 'approval-never-given',
    caughtBy: 'never a weight that nobody approved',
  },
  {
    name: 'a recovery plans a rollout',
    adapt: withState('Is this a recovery?', (state) => ({
      ...state,
      Choices: (state.Choices as Json[]).map((choice) => ({ ...choice, Condition: '{% false %}' })),
    })),
    scenario: 'execution-stopped',
    // Each recovery that fails is followed by another one.
    graceMinutes: 1,
    caughtBy: 'the claim is released, or somebody is paged and a recovery runs',
  },
  {
    name: 'what was stopped is not recovered',
    adapt: (deployment) => ({
      ...deployment,
      rules: deployment.rules.filter(({ name }) => !name.endsWith('rollout-ended-badly')),
      timers: [],
    }),
    scenario: 'execution-stopped',
    caughtBy: 'the claim is released, or somebody is paged and a recovery runs',
  },
];
