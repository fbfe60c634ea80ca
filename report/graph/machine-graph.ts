import { z } from 'zod';

/** States and ways of one level of a machine; the lanes of a Parallel state are graphs of their own. */
export type Graph = {
  readonly start: string;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
};
export type Node = {
  readonly state: string;
  readonly type: string;
  readonly comment: string | null;
  readonly lanes: readonly Graph[];
};
export type Edge = { readonly from: string; readonly to: string };

/** Reads a definition in Amazon States Language (parsed JSON or YAML); null if it is none. */
export function machineGraph(definition: unknown): Graph | null {
  const machine = machineView.safeParse(definition).data;
  return machine === undefined ? null : graphOf(machine);
}

/** The part of a graph that was visited: these states, and the ways between them that were gone. */
export function visitedPart(
  graph: Graph,
  isVisited: (state: string) => boolean,
  isGone: (edge: Edge) => boolean,
): Graph {
  const nodes = graph.nodes
    .filter(({ state }) => isVisited(state))
    .map((node) => ({ ...node, lanes: node.lanes.map((lane) => visitedPart(lane, isVisited, isGone)) }));
  return { start: graph.start, nodes, edges: graph.edges.filter(isGone) };
}

export function statesOf(graph: Graph): readonly string[] {
  return graph.nodes.flatMap(({ state, lanes }) => [state, ...lanes.flatMap(statesOf)]);
}

const next = z.object({ Next: z.string() });

const stateView = z.object({
  Type: z.string().catch('unknown'),
  Comment: z.string().nullable().catch(null),
  Next: z.string().nullable().catch(null),
  Default: z.string().nullable().catch(null),
  Choices: z.array(next).catch([]),
  Catch: z.array(next).catch([]),
  Branches: z.array(z.unknown()).catch([]),
});

const machineView = z.object({ StartAt: z.string(), States: z.record(z.string(), stateView) });

function graphOf({ StartAt, States }: z.infer<typeof machineView>): Graph {
  const nodes = Object.entries(States).map(([state, { Type, Comment, Branches }]) => ({
    state,
    type: Type,
    comment: Comment,
    lanes: Branches.flatMap((branch) => machineGraph(branch) ?? []),
  }));
  const edges = Object.entries(States).flatMap(([from, { Next, Choices, Default, Catch }]) => {
    const targets = [
      ...Choices.map((choice) => choice.Next),
      Default,
      Next,
      ...Catch.map((catcher) => catcher.Next),
    ];
    return [...new Set(targets)].flatMap((to) => (to !== null && to in States ? [{ from, to }] : []));
  });
  return { start: StartAt, nodes, edges };
}
