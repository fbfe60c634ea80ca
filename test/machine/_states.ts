import { readDefinition } from '../../deploy/sources.ts';
import type { Catcher, Retrier, State, States } from '../../rehearsal/engine/definition.ts';

export type NamedState = {
  readonly name: string;
  readonly state: State;
  /** The states it can go to are its siblings. */
  readonly siblings: States['States'];
  /** True if it stands in a branch, where the Parallel state around it catches. */
  readonly inBranch: boolean;
};

export const definition = readDefinition() as unknown as States;

/** Every state of the machine, those in branches too. */
export const allStates: readonly NamedState[] = statesOf(definition, false);

function statesOf({ States: siblings }: States, inBranch: boolean): readonly NamedState[] {
  return Object.entries(siblings).flatMap(([name, state]) => [
    { name, state, siblings, inBranch },
    ...(state.Type === 'Parallel' ? state.Branches.flatMap((branch) => statesOf(branch, true)) : []),
  ]);
}

export const retriersOf = (state: State): readonly Retrier[] => ('Retry' in state ? (state.Retry ?? []) : []);
export const catchersOf = (state: State): readonly Catcher[] => ('Catch' in state ? (state.Catch ?? []) : []);

/** Where a state can go, with what is assigned on the way. */
export function exitsOf(
  state: State,
): readonly { readonly to: string; readonly assigned: readonly string[] }[] {
  const assigned = 'Assign' in state ? Object.keys(state.Assign ?? {}) : [];
  const exits = state.Type === 'Choice' ? state.Choices : [];
  return [
    ...('Next' in state && state.Next !== undefined ? [{ to: state.Next, assigned }] : []),
    ...('Default' in state && state.Default !== undefined ? [{ to: state.Default, assigned }] : []),
    ...[...exits, ...catchersOf(state)].map(({ Next, Assign }) => ({
      to: Next,
      assigned: Object.keys(Assign ?? {}),
    })),
  ];
}

/** Every string `{% ... %}`, once. */
export function expressionsIn(value: unknown): readonly string[] {
  const found = new Set<string>();
  const visit = (inner: unknown): void => {
    if (typeof inner === 'string' && inner.startsWith('{%')) found.add(inner);
    else if (typeof inner === 'object' && inner !== null) Object.values(inner).forEach(visit);
  };
  visit(value);
  return [...found];
}
