import fc from 'fast-check';
import { parseReleaseInput } from '../../../rollout/release.ts';
import { releaseOfEvent } from '../../../rollout/release-event.ts';
import { damagedJson, shapedLike } from '../json.ts';
import { events, releaseInputs, specs } from '../samples.ts';
import { refused, type Target, Unclear } from '../target.ts';

/** Events of ECR and of one's own. */
export const releaseEvent: Target = {
  name: 'release event',
  inputs: 300_000,
  arbitrary: fc.oneof(...events.map((one) => shapedLike(one))),
  damaged: (random) => damagedJson(events, random),
  feed(event) {
    const decision = releaseOfEvent(event, specs, { account: '123456789012', region: 'us-east-1' });
    if (decision.kind === 'ignore') return refused(decision.reason);
    if (decision.kind === 'refuse') return refused(decision.problem);
    for (const { name, input } of decision.starts) {
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) throw new Unclear(`an execution would be called ${name}`);
      // What is started must be what the machine takes.
      if (!parseReleaseInput(JSON.parse(JSON.stringify(input))).ok)
        throw new Unclear(`an execution would start that is refused: ${JSON.stringify(input)}`);
    }
    return true;
  },
};

/** What a person types into the console of Step Functions. */
export const consoleInput: Target = {
  name: 'input of an execution',
  inputs: 300_000,
  arbitrary: fc.oneof(...releaseInputs.map((one) => shapedLike(one))),
  damaged: (random) => damagedJson(releaseInputs, random),
  feed(input) {
    const parsed = parseReleaseInput(input);
    return parsed.ok || refused(parsed.problem);
  },
};
