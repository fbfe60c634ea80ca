import { mergeStatements } from '../deploy/merge-statements.ts';
import { names } from '../deploy/names.ts';
import { permissions } from '../deploy/permissions.ts';
import type { Statement } from '../providers/provider.ts';
import { historyLimit } from '../rollout/plan/events.ts';
import type { Ramp } from '../rollout/plan/plan.ts';
import type { Spec } from '../rollout/spec/index.ts';
import { formatDuration, formatPercent } from '../rollout/units.ts';
import { describeFindable } from './describe-findable.ts';
import { forecast, type Measured } from './forecast.ts';
import { columnsOf, facts, wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { withoutAccount } from './without-account.ts';

/** What a spec leads to, for people: the plan, its price, its permissions. */
export function describeSpec(
  spec: Spec,
  columns: number,
  paint: Paint,
  measured: Measured = {},
): readonly string[] {
  const { steps, ramp, ...expected } = forecast(spec, measured);
  return [
    ...facts(
      [
        ['starts by', startOf(spec)],
        [
          'compares',
          spec.metrics
            .map(({ config, dryRun }) => (dryRun ? `${config.name} (dry run)` : config.name))
            .join(', '),
        ],
        ['watches', spec.alarms.length === 0 ? 'no alarms' : spec.alarms.join(', ')],
      ],
      columns,
      paint.quiet,
    ),
    '',
    ...(ramp === null ? [] : [...wrap(rampSentence(ramp), columns, '  '), '']),
    ...columnsOf(
      [
        { title: 'step', right: true },
        { title: 'weight', right: true },
        { title: 'bake', right: true },
        { title: 'looks', right: true },
        { title: '' },
      ],
      steps.map(({ number, weightPercent, bakeSeconds, ticks, tickSeconds, approval }) => [
        String(number),
        formatPercent(weightPercent),
        formatDuration(bakeSeconds),
        `${ticks}`,
        [
          ...(tickSeconds > 60 ? [`every ${formatDuration(tickSeconds)}`] : []),
          ...(approval === null
            ? []
            : [
                `asks a person first; after ${formatDuration(approval.timeoutSeconds)}: ${approval.onTimeout}`,
              ]),
        ].join('; '),
      ]),
      paint.quiet,
    ),
    '',
    ...facts(
      [
        [
          'takes',
          `${ramp === null ? '' : 'at least '}${formatDuration(expected.bakeSeconds)} of baking${spec.warmSeconds > 0 ? `, then ${formatDuration(spec.warmSeconds)} with the old version kept warm` : ''}`,
        ],
        ['judges', `${grouped(expected.ticks)} times, at most ${grouped(expected.maxTicks)} if it is held`],
        [
          'history',
          `at most about ${grouped(expected.historyEvents)} of the ${grouped(historyLimit)} events that Step Functions allows`,
        ],
        [
          'costs',
          `about ${grouped(expected.transitions)} state transitions, $${expected.dollars.toFixed(3)} a rollout`,
        ],
      ],
      columns,
      paint.quiet,
    ),
    '',
    ...describeFindable(expected.findable, ramp !== null, columns, paint),
    '',
    `  ${paint.quiet('needs these permissions; npx serverless deploy grants them')}`,
    ...permissionsOf(spec).flatMap((statement) => describeStatement(statement, columns)),
  ];
}

const rampSentence = (ramp: Ramp): string =>
  `a guarded ramp, at its quickest; each weight is chosen by what was proved until then, ${formatPercent(ramp.plateauPercent)} at most before a proof`;

/** Merged over all functions; each function is granted its own part only. */
export function permissionsOf(spec: Spec): readonly Statement[] {
  const ofSpec = Object.entries(permissions([spec], names('dev'))).filter(([need]) =>
    providerNeed.test(need),
  );
  return mergeStatements(ofSpec.flatMap(([, statements]) => statements));
}

/** The other needs are Haldane's own: its table and its machine. */
const providerNeed = /^(traffic|workload|metrics|alarms)\./;

function startOf({ trigger }: Spec): string {
  if (trigger === null) return 'haldane start, the console or a Release Requested event';
  const { repository, tags } = trigger.ecr;
  return `an image pushed to ${repository} with a tag like ${tags.join(' or ')}`;
}

function describeStatement({ actions, resources, condition }: Statement, columns: number): readonly string[] {
  return [
    ...wrap(actions.join(', '), columns, '  '),
    ...resources.map((resource) => `    on ${withoutAccount(resource)}`),
    ...Object.values(condition ?? {}).flatMap((test) =>
      Object.entries(test).flatMap(([key, value]) =>
        wrap(`only if ${key} is ${[value].flat().map(withoutAccount).join(' or ')}`, columns, '    '),
      ),
    ),
  ];
}

const grouped = (count: number): string => count.toLocaleString('en-US');
