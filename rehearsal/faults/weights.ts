import type { Effect } from './trial.ts';

/** Weights as one call wrote them, a pair for each record type; a slot that the call left out is missing. */
export type Write = {
  readonly atMillis: number;
  readonly principal: string;
  readonly pairs: readonly Readonly<Record<string, number>>[];
};

type Target = { readonly TargetGroupArn?: string; readonly Weight?: number };
type Actions = readonly { readonly ForwardConfig?: { readonly TargetGroups?: readonly Target[] } }[];

/** What each operation that moves traffic wrote. Inputs are our own providers', so their shapes are known. */
const readers: Readonly<Record<string, (input: never, slotOf: (arn: string) => string) => Write['pairs']>> = {
  ChangeResourceRecordSets: ({
    ChangeBatch,
  }: {
    ChangeBatch: {
      Changes: { ResourceRecordSet: { Type: string; SetIdentifier: string; Weight: number } }[];
    };
  }) => {
    const byType = Map.groupBy(ChangeBatch.Changes, ({ ResourceRecordSet }) => ResourceRecordSet.Type);
    return [...byType.values()].map((changes) =>
      Object.fromEntries(
        changes.map(({ ResourceRecordSet: { SetIdentifier, Weight } }) => [SetIdentifier, Weight]),
      ),
    );
  },
  ModifyListener: ({ DefaultActions }: { DefaultActions: Actions }, slotOf) =>
    forwarded(DefaultActions, slotOf),
  ModifyRule: ({ Actions }: { Actions: Actions }, slotOf) => forwarded(Actions, slotOf),
  UpdateAlias: ({
    FunctionVersion,
    RoutingConfig,
  }: {
    FunctionVersion: string;
    RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> };
  }) => {
    const others = RoutingConfig?.AdditionalVersionWeights ?? {};
    const rest = Object.values(others).reduce((left, share) => left - share, 1);
    return [{ [FunctionVersion]: rest, ...others }];
  },
};

export function writesIn(effects: readonly Effect[], slotOf: (arn: string) => string): readonly Write[] {
  return effects.flatMap(({ atMillis, call: { principal, operation, input } }) => {
    const read = readers[operation];
    return read === undefined ? [] : [{ atMillis, principal, pairs: read(input as never, slotOf) }];
  });
}

/** The share of a slot, in percent. All zero means equal shares. */
export function percentOf(slot: string, pair: Readonly<Record<string, number>>): number {
  const sum = Object.values(pair).reduce((total, weight) => total + weight, 0);
  return sum === 0 ? 50 : ((pair[slot] ?? 0) / sum) * 100;
}

function forwarded(actions: Actions, slotOf: (arn: string) => string): Write['pairs'] {
  const groups = actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
  return [
    Object.fromEntries(groups.map(({ TargetGroupArn = '', Weight = 0 }) => [slotOf(TargetGroupArn), Weight])),
  ];
}

/** Whether two versions shared the traffic at a moment. */
export function splits(effects: readonly Effect[]): (atMillis: number) => boolean {
  const writes = writesIn(effects, (arn) => arn).map(({ atMillis, pairs: [pair = {}] }) => ({
    atMillis,
    isSplit: Object.values(pair).filter((weight) => weight > 0).length > 1,
  }));
  return (atMillis) => writes.findLast((write) => write.atMillis <= atMillis)?.isSplit ?? false;
}
