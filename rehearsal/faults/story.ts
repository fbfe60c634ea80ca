import { formatLine, storyteller } from '../../report/story.ts';
import { kindOf } from './kinds.ts';
import type { Trial } from './trial.ts';
import { writesIn } from './weights.ts';

/** A trial as a timeline: what each execution did, what was called when a fault struck, and each weight that was written. */
export function storyOf(trial: Trial): readonly string[] {
  const { world, effects, faults, deliveries } = trial;
  const startMillis = world.sfn.executions[0]?.startMillis ?? 0;
  const lines: { atMillis: number; text: string }[] = [];
  for (const execution of world.sfn.executions) {
    const tell = storyteller();
    for (const event of execution.history) {
      for (const line of tell(event)) {
        const text = `${execution.name.slice(0, 24).padEnd(24)} ${formatLine(line, startMillis)}`;
        lines.push({ atMillis: event.timestamp?.getTime() ?? 0, text });
      }
    }
  }
  for (const { atMillis, principal, pairs } of writesIn(effects, (arn) => arn)) {
    lines.push({ atMillis, text: `   ${principal} writes ${JSON.stringify(pairs[0])}` });
  }
  for (const { principal, operation, outcome = 'no answer', startMillis: atMillis } of world.calls) {
    if (outcome !== 'ok') lines.push({ atMillis, text: `   ${principal} ${operation}: ${outcome}` });
  }
  for (const { at, kind } of faults) {
    const call = world.calls.find(({ id }) => `c${id}` === at);
    const delivery = deliveries.find(({ id }) => `e${id}` === at);
    const known = kindOf(kind);
    if (call !== undefined && known.on === 'call') {
      const passes = known.applies(call) ? '' : ', which it does not fit';
      const text = `>> ${kind} at ${at}: ${call.principal} ${call.operation}${passes}`;
      lines.push({ atMillis: call.startMillis, text });
    }
    if (delivery !== undefined)
      lines.push({ atMillis: delivery.atMillis, text: `>> ${kind} at ${at}: an event for ${delivery.rule}` });
  }
  return lines.toSorted((a, b) => a.atMillis - b.atMillis).map(({ text }) => text);
}
