import { dispersionClause } from '../../rollout/plan/dispersion.ts';
import { formatDuration, formatPercent } from '../../rollout/units.ts';
import { assigned } from '../assigned.ts';
import type { RolloutRecord } from '../record.ts';
import type { PlanView } from '../shapes.ts';
import { type Html, html } from './html.ts';

const results: Readonly<Record<RolloutRecord['steps'][number]['result'], string>> = {
  ahead: 'not reached',
  running: '● running',
  passed: '✓ passed',
  failed: '✕ failed',
  left: '■ cut short',
};

/** What was to happen: the steps with how each ended, and the settings that matter. */
export function plan(record: RolloutRecord): Html {
  const { plan: planned, steps } = record;
  if (planned === null)
    return html`<p class="panel pad">The history holds no plan: the rollout ended before it had one.</p>`;
  const approvalOf = (number: number) =>
    planned.steps.find((step) => step.number === number)?.approval ?? null;
  const pairs: readonly (readonly [string, string | null])[] = [
    ['Release', record.release],
    ['Traffic router', planned.traffic],
    ['Assigned to a version at random', assigned(planned.assignment)],
    ['Dispersion that the judge allows for', dispersed(planned)],
    ['Workload', planned.workload],
    ['Metric sources', [...new Set(planned.metrics)].join(', ')],
    ['Watched alarms', planned.alarms.join(', ') || 'none'],
    [
      'Stable and canary slot',
      `${planned.slots.stable ?? 'unknown'}, ${record.canarySlot ?? planned.slots.canary ?? 'made by the deploy'}`,
    ],
    ['A healthy release is rolled back', rateText(planned.judge?.falseRollbackRate ?? null)],
    ['When the judge still holds at a limit', planned.whenHeld],
    ['A newer version meanwhile', planned.onNewerVersion],
    ['Old version stays warm', planned.warmSeconds === null ? null : formatDuration(planned.warmSeconds)],
    ['Hotfix', planned.hotfix ? 'yes' : 'no'],
  ];
  return html`<div class="panel"><table><caption>Steps</caption>
<thead><tr><th scope="col" class="number">Step</th><th scope="col" class="number">Weight</th><th scope="col" class="number">Bake</th><th scope="col">Approval</th><th scope="col">Result</th>${planned.ramp !== null && html`<th scope="col">Why</th>`}</tr></thead>
<tbody>${steps.map(({ number, weightPercent, bakeSeconds, result, why }) => {
    const approval = approvalOf(number);
    return html`<tr><th scope="row" class="number">${number}</th><td class="number">${formatPercent(weightPercent)}</td><td class="number">${bakeSeconds === null ? 'unknown' : formatDuration(bakeSeconds)}</td><td>${approval === null ? 'no' : `within ${formatDuration(approval.timeoutSeconds ?? 0)}, else ${approval.onTimeout ?? 'unknown'}`}</td><td>${results[result]}</td>${planned.ramp !== null && html`<td>${why}</td>`}</tr>`;
  })}</tbody></table>
<dl class="pairs">${pairs.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value ?? 'unknown'}</dd></div>`)}</dl></div>`;
}

function dispersed({ dispersion }: PlanView): string | null {
  if (Object.keys(dispersion).length === 0) return null;
  return dispersionClause(dispersion).replace(/^Dispersion:? /, '') || 'none: each request draws its version';
}

const rateText = (rate: number | null): string | null =>
  rate === null ? null : `in at most ${formatPercent(rate * 100)} of rollouts`;
