import { z } from 'zod';
import type { Happening } from './happening.ts';
import type { ShiftRecord, StepRecord, VerdictRecord } from './record.ts';
import {
  decisionView,
  deployedView,
  type PlanView,
  payloadOf,
  planView,
  shiftView,
  stepView,
} from './shapes.ts';

export type Progress = {
  readonly plan: PlanView | null;
  readonly canarySlot: string | null;
  readonly steps: readonly StepRecord[];
  readonly shifts: readonly ShiftRecord[];
  readonly verdicts: readonly VerdictRecord[];
};

/** The plan, and how far the rollout came in it. */
export function progress(happenings: readonly Happening[]): Progress {
  let plan: PlanView | null = null;
  let canarySlot: string | null = null;
  let current: StepView | null = null;
  const shifts: ShiftRecord[] = [];
  const verdicts: VerdictRecord[] = [];
  const begun = new Map<number, { step: StepView; endedAtMillis: number | null; isLeft: boolean }>();
  const endStep = (atMillis: number, isLeft: boolean) => {
    const step = current === null ? undefined : begun.get(current.number);
    if (step === undefined || step.endedAtMillis !== null) return;
    step.endedAtMillis = atMillis;
    step.isLeft = isLeft;
  };

  for (const happening of happenings) {
    const { atMillis } = happening;
    if (happening.kind === 'exited') {
      const { assigned } = happening;
      plan = planView.safeParse(assigned.plan).data ?? plan;
      canarySlot = slotIn(assigned.canary) ?? slotIn(assigned.deployed) ?? canarySlot;
      const step = stepView.safeParse(assigned.step).data;
      if (step !== undefined) {
        endStep(atMillis, false);
        current = step;
        begun.set(step.number, { step, endedAtMillis: null, isLeft: false });
      }
    } else if (happening.kind === 'entered') {
      if (happening.state === 'Find the watch') endStep(atMillis, false);
      if (happening.state === 'Roll back the traffic' || happening.type === 'Fail') endStep(atMillis, true);
    } else if (happening.kind === 'answered') {
      const payload = payloadOf(happening.output);
      if (happening.state === 'Shift traffic') {
        const shift = shiftView.safeParse(payload).data?.shift;
        if (shift !== undefined) shifts.push({ ...shift, step: current?.number ?? null });
      } else if (happening.state === 'Roll back the traffic') {
        if (!isFinishing(payload)) shifts.push({ atMillis, weightPercent: 0, step: null });
      } else {
        const said = verdictOf(payload, happening.state);
        const last = shifts.at(-1);
        // Before the canary has traffic there is nothing to judge.
        if (said === null || (last === undefined && said.metrics.length === 0)) continue;
        const { step, weightPercent } = last ?? { step: current?.number ?? null, weightPercent: null };
        const tick = 1 + verdicts.filter((verdict) => verdict.step === step).length;
        verdicts.push({ ...said, atMillis, step, weightPercent, tick });
      }
    } else if (happening.kind === 'ended') {
      endStep(atMillis, true);
    }
  }

  const planned = plan?.steps ?? [];
  // A ramp has planned the first one only; of a history that is cut off the plan may be missing.
  const unplanned = [...begun.values()].flatMap(({ step }) =>
    planned.some(({ number }) => number === step.number) ? [] : [step],
  );
  const all = [...planned, ...unplanned];
  const steps = all.map(({ number, weightPercent, bakeSeconds, why }): StepRecord => {
    const seen = begun.get(number);
    const own = verdicts.filter(({ step }) => step === number);
    return {
      number,
      weightPercent,
      bakeSeconds,
      why,
      shiftedAtMillis: shifts.find(({ step }) => step === number)?.atMillis ?? null,
      endedAtMillis: seen?.endedAtMillis ?? null,
      verdicts: own.length,
      result:
        seen === undefined
          ? 'ahead'
          : seen.endedAtMillis === null
            ? 'running'
            : !seen.isLeft
              ? 'passed'
              : own.at(-1)?.decision === 'fail'
                ? 'failed'
                : 'left',
    };
  });
  return { plan: plan && { ...plan, steps: all }, canarySlot, steps, shifts, verdicts };
}

type StepView = z.infer<typeof stepView>;

type Said = Omit<VerdictRecord, 'atMillis' | 'step' | 'weightPercent' | 'tick'>;

/** What the judge said in a state; null where it is not asked. While a person or a gate is waited for, only harm counts. */
export function verdictOf(payload: unknown, state: string | null): Said | null {
  const said = looks.has(state ?? '') ? decisionView.safeParse(payload).data : undefined;
  if (said === undefined) return null;
  const { sentence, verdict } = said;
  const decision = state === 'Judge' || said.decision === 'fail' ? said.decision : 'wait';
  return {
    decision,
    sentence,
    rule: verdict?.rule ?? null,
    hold: verdict?.hold ?? false,
    unproven: verdict?.unproven ?? false,
    lnE: verdict?.lnE ?? null,
    lnThreshold: verdict?.lnThreshold ?? null,
    metrics: verdict?.metrics ?? [],
  };
}

/** The states in which the judge is asked. */
export const looks: ReadonlySet<string> = new Set(['Judge', 'Judge while waiting']);

const slotIn = (value: unknown): string | null => deployedView.safeParse(value).data?.slot ?? null;

/** A recovery of a rollout that was retiring the old version finishes it, and moves no traffic. */
const isFinishing = (payload: unknown): boolean =>
  z.object({ outcome: z.literal('promoted') }).safeParse(payload).success;
