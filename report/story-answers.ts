import { z } from 'zod';
import { formatPercent } from '../rollout/units.ts';
import { own } from './own.ts';
import { verdictOf } from './progress.ts';
import { deployedView, gatesView, healthView, shiftView } from './shapes.ts';
import { once, type StoryLine, type StoryMemory, type Told } from './story-memory.ts';

/** What the answer of a state's task means; states that are not here answer nothing worth telling. */
export const answers: Readonly<Record<string, (payload: unknown, memory: StoryMemory) => Told>> = {
  'Deploy the canary'(payload, { plan }) {
    const deployed = z.object({ deployed: deployedView }).safeParse(payload).data?.deployed;
    const slot = deployed?.slot ?? plan?.slots.canary ?? null;
    const where = slot === null ? '' : ` in ${slot}`;
    return { kind: 'info', text: `${plan?.version ?? 'the new version'} is placed${where}, without traffic` };
  },
  'Check the canary': tellHealth,
  'Check the room': tellHealth,
  'Check the gates'(payload, memory) {
    const gates = gatesView.safeParse(payload).data;
    if (gates === undefined) return null;
    if (!gates.open)
      return once(memory, 'gates', { kind: 'wait', text: gates.reason ?? gates.kind ?? 'held' });
    return memory.said.delete('gates') ? { kind: 'info', text: 'the way is clear again' } : null;
  },
  'Shift traffic'(payload, { slot, plan }) {
    const shift = shiftView.safeParse(payload).data?.shift;
    if (shift === undefined) return null;
    return {
      kind: 'info',
      text: `${slot ?? plan?.slots.canary ?? 'the canary'} gets ${formatPercent(shift.weightPercent)}`,
    };
  },
  Judge: (payload, memory) => tellVerdict(payload, memory, 'Judge'),
  'Judge while waiting': (payload, memory) => tellVerdict(payload, memory, 'Judge while waiting'),
  'Wait for a decision': () => ({ kind: 'good', text: 'approved' }),
  Promote: (_, { plan }) => ({
    kind: 'good',
    text: `${plan?.version ?? 'the new version'} is the stable version now`,
  }),
  'Roll back the traffic': (_, { plan }) => ({
    kind: 'good',
    text: `${plan?.slots.stable ?? 'stable'} has all traffic again`,
  }),
  'Confirm the rollback': (payload) =>
    isTrue(payload, 'confirmed')
      ? { kind: 'good', text: 'the weights were read back: it is so' }
      : { kind: 'bad', text: 'the weights had moved; returned again' },
  'Check the drain': (payload, memory) =>
    isTrue(payload, 'drained')
      ? { kind: 'info', text: 'no more requests arrive there' }
      : once(memory, 'drain', {
          kind: 'wait',
          text: 'some clients still use the version that lost its traffic',
        }),
  'Retire the version without traffic'(_, { plan, said }) {
    const version = said.get('outcome') === 'promoted' ? plan?.previousVersion : plan?.version;
    return { kind: 'info', text: `${version ?? 'it'} is taken out of service` };
  },
};

const kindOfDecision: Readonly<Record<string, StoryLine['kind']>> = {
  fail: 'bad',
  next: 'good',
  ask: 'wait',
};

/** What is news: another decision, or the same for another reason. */
function tellVerdict(payload: unknown, memory: StoryMemory, state: string): Told {
  const said = verdictOf(payload, state);
  if (said === null) return null;
  const { decision, rule, hold, sentence } = said;
  if (decision === 'fail') memory.said.set('cause', sentence);
  const why = `${rule} ${hold}`;
  // That a wait goes on is no news.
  if (decision === 'wait' && memory.said.get('verdict')?.endsWith(why)) return null;
  if (once(memory, 'verdict', { kind: 'info', text: `${decision} ${why}` }) === null) return null;
  return { kind: own(kindOfDecision, decision) ?? (hold ? 'wait' : 'info'), text: sentence };
}

function tellHealth(payload: unknown, memory: StoryMemory): Told {
  const health = healthView.safeParse(payload).data;
  if (health === undefined) return null;
  const kind = ({ healthy: 'good', failed: 'bad' } as const)[health.status] ?? 'wait';
  if (once(memory, 'health', { kind, text: health.status }) === null) return null;
  return { kind, text: health.detail ?? health.status };
}

const isTrue = (payload: unknown, member: string): boolean =>
  z.looseObject({ [member]: z.literal(true) }).safeParse(payload).success;
