import type { WaitState } from '../definition.ts';
import type { Step, Visit } from '../visit.ts';

export async function wait(visit: Visit<WaitState>): Promise<Step> {
  const { state, input, branch } = visit;
  const { clock } = branch.host;
  const millis = Math.max(0, (await endMillis(visit)) - clock.now());
  if (millis > 0) await branch.sleep(millis);
  return { output: await visit.leave(state, input), next: state.Next };
}

async function endMillis(visit: Visit<WaitState>): Promise<number> {
  const { Seconds, Timestamp } = visit.state;
  if (Timestamp !== undefined) {
    const text = await visit.readAs('string', Timestamp, 'Timestamp');
    const millis = isoMillis(text);
    if (millis !== undefined) return millis;
    throw visit.evaluationFailed(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
      'Timestamp',
    );
  }
  const seconds = await visit.readAs('number', Seconds ?? 0, 'Seconds');
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_WAIT_SECONDS) {
    throw visit.evaluationFailed(
      `The Seconds field must be an integer between 0 and ${MAX_WAIT_SECONDS}: ${seconds}`,
      'Seconds',
    );
  }
  return visit.branch.host.clock.now() + seconds * 1000;
}

/** "Wait workflow state" in the Step Functions guide. */
const MAX_WAIT_SECONDS = 99_999_999;

function isoMillis(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? undefined : millis;
}
