import { describe, expect, it, jest } from '@jest/globals';
import { notAsTold } from '../../cli/as-told.ts';
import { impatient, shortened } from '../../rehearsal/faults/short.ts';
import { type Performance, perform } from '../../rehearsal/perform.ts';
import { rehearse } from '../../rehearsal/rehearse.ts';
import type { Scenario } from '../../rehearsal/scenario.ts';
import { type ScenarioName, scenarios } from '../../rehearsal/scenarios/index.ts';

jest.setTimeout(60_000);

const seed = 7;

/** Stories which between them use every permission of the deployment of a spec. A new permission may need one more. */
const cast = {
  'services/recommendation.yml': [
    'sick-stable',
    'crash-on-start',
    'stable-loses-a-task',
    'errors-at-5-percent',
    'abort-while-waiting-for-approval',
    'sick-stable-hotfix',
    'tasks-die-while-baking',
    'recovery-stopped-too',
    'return-is-throttled',
    'late-write-wins',
    'newer-push-supersedes',
    'route53-is-busy',
  ],
  'examples/ecs-load-balancer.yml': [
    'stable-loses-a-task',
    'alb-bad-release',
    'alarm-mid-bake',
    'crash-on-start',
    'tasks-die-while-baking',
    'alb-good-release',
    'alb-sticky',
    'execution-stopped',
    'person-aborts',
    'return-is-throttled',
    'late-write-wins',
    'newer-push-supersedes',
  ],
  'examples/lambda.yml': [
    'return-is-throttled',
    'lambda-abort-while-warm',
    'execution-stopped',
    'newer-push-supersedes',
  ],
} as const satisfies Readonly<Record<string, readonly ScenarioName[]>>;

/** `who: action` of what no story uses, with the reason. */
const unused: readonly (readonly [RegExp, why: string])[] = [
  [
    /^retire-the-version-without-traffic: lambda:UpdateFunctionCode$/,
    'Finds a version whose answer was lost, which no story tells: npm run faults does.',
  ],
  [/: logs:/, 'Lambda and Step Functions write logs with the role, beside our code.'],
  [/: xray:/, 'So they do with traces.'],
  [/: sqs:SendMessage$/, 'Lambda sends what a handler could not handle to the dead letters.'],
  [
    /^confirm-the-rollback: lambda:UpdateAlias$/,
    'A late write to an alias fails by its revision: nothing to repair but what a stranger does.',
  ],
  [
    /^plan-the-rollout: cloudwatch:GetMetricData$/,
    "Stable's past is read where clients are assigned, which an alias never does.",
  ],
  [/^interrupt: dynamodb:Query$/, 'Finds the rollouts that watch an alarm; examples/lambda.yml has none.'],
];

type Permission = { readonly who: string; readonly action: string };

const nameOf = (principal: string): string => {
  const name = principal.replace(/^haldane-dev-/, '');
  return name === 'rollout' ? 'machine' : name;
};

type Played = { readonly scenario: Scenario; readonly transitions: number };

/** Every permission of a deployment, with the stories that used it. */
async function permissionsOf(file: string, names: readonly ScenarioName[]) {
  const all = new Map<string, Permission & { readonly stories: Played[] }>();
  for (const name of names) {
    const long: Scenario = { ...scenarios[name], file };
    // A person is paged only where trouble lasts.
    const scenario = name === 'return-is-throttled' ? long : shortened(long);
    const { world } = await perform({ scenario, seed });
    const transitions = world.sfn.executions.reduce((sum, execution) => sum + execution.transitions, 0);
    for (const { principal, action, used } of world.permissionUse()) {
      if (!principal.startsWith('haldane-')) continue;
      const who = nameOf(principal);
      const known = all.get(`${who}: ${action}`) ?? { who, action, stories: [] };
      all.set(`${who}: ${action}`, known);
      if (used > 0) known.stories.push({ scenario, transitions });
    }
  }
  return all;
}

const played = new Map<string, Awaited<ReturnType<typeof permissionsOf>>>();
for (const [file, names] of Object.entries(cast)) played.set(file, await permissionsOf(file, names));

describe.each([...played])('the deployment of %s', (_file, permissions) => {
  it('has no permission that no story uses, but for a reason', () => {
    const idle = [...permissions].filter(([, { stories }]) => stories.length === 0).map(([name]) => name);
    expect(idle.filter((name) => !unused.some(([pattern]) => pattern.test(name)))).toEqual([]);
  });
});

it('explains no permission that is used, or does not exist', () => {
  for (const [pattern] of unused) {
    const names = [...played.values()].flatMap((permissions) => [...permissions.keys()]);
    expect(names.filter((name) => pattern.test(name))).not.toEqual([]);
  }
});

const needed = [...(played.get('services/recommendation.yml') ?? [])].flatMap(
  ([name, { who, action, stories }]) => {
    const [shortest] = stories.toSorted((a, b) => a.transitions - b.transitions);
    return shortest === undefined ? [] : [{ name, who, action, scenario: shortest.scenario }];
  },
);

describe('without a permission', () => {
  it.each(needed)('$name: it is denied, and people read so', async ({ who, action, scenario }) => {
    const without = { functionName: who, action };
    // A way back that is denied is tried again for ever; what a rollout teaches is stored when it has ended.
    const performance = await perform({
      ...{ scenario, seed, without, adapt: impatient },
      limitMillis: 4 * 3_600_000,
    });
    const denied = performance.world.denials.filter(({ principal }) => nameOf(principal) === who);
    expect(denied[0]).toMatchObject({ action, resource: expect.stringMatching(/^(arn:|\*$)/) });
    expect(whatPeopleRead(performance)).toContain(action);
  });

  it('a rehearsal is not as told', async () => {
    const scenario = scenarios['crash-on-start'];
    const without = { functionName: 'deploy-the-canary', action: 'iam:PassRole' };
    const rehearsal = await rehearse({ scenario, seed, without });
    expect(rehearsal.reason).toMatch(/iam:PassRole/);
    expect(notAsTold(scenario, rehearsal)).toEqual([
      'haldane-dev-deploy-the-canary may not iam:PassRole on arn:aws:iam::123456789012:role/recommendation-blue-task.',
    ]);
  });
});

/** The histories of the executions, the errors that handlers logged, the dead letters. */
const whatPeopleRead = ({ log, world }: Performance): string =>
  JSON.stringify([
    world.sfn.executions.map(({ history }) => history),
    log.filter(({ level }) => level === 'error'),
    world.events.deadLetters,
  ]);
