import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDefinition } from '../../deploy/sources.ts';
import { type Box, type Layout, layout } from '../../report/graph/layout.ts';
import { type Graph, machineGraph } from '../../report/graph/machine-graph.ts';

const lay = (graph: Graph): Layout => layout(graph, ({ state }) => state.length * 7 + 26);

describe('the layout of a machine', () => {
  const graph = machineGraph(readDefinition());
  if (graph === null) throw new Error('The definition of the machine cannot be read.');

  it('draws every state and every way of the real machine, no box upon another', () => {
    const drawn = lay(graph);
    expect(drawn.boxes).toHaveLength(graph.nodes.length);
    expect(drawn.routes).toHaveLength(graph.edges.length);
    for (const level of levels(drawn)) expect(overlaps(level.boxes)).toEqual([]);
  });

  it('keeps the lanes of a Parallel state in its box', () => {
    const box = lay(graph).boxes.find(({ lanes }) => lanes.length > 0);
    expect(box?.lanes).toHaveLength(2);
    for (const inner of box?.lanes.flatMap(({ boxes }) => boxes) ?? []) {
      expect(inner.x).toBeGreaterThan(box?.x ?? 0);
      expect(inner.x + inner.width).toBeLessThan((box?.x ?? 0) + (box?.width ?? 0));
      expect(inner.y + inner.height).toBeLessThan((box?.y ?? 0) + (box?.height ?? 0));
    }
  });

  it('leads ways down, and only loops up', () => {
    const machine = machineGraph({
      StartAt: 'Look',
      States: {
        Look: { Type: 'Task', Next: 'Enough?' },
        'Enough?': { Type: 'Choice', Choices: [{ Next: 'Done' }], Default: 'Wait' },
        Wait: { Type: 'Wait', Next: 'Look' },
        Done: { Type: 'Succeed' },
      },
    });
    const upward = lay(machine ?? graph).routes.filter(
      ({ points }) => (points[0]?.y ?? 0) > (points.at(-1)?.y ?? 0),
    );
    expect(upward.map(({ edge }) => edge)).toEqual([{ from: 'Wait', to: 'Look' }]);
  });

  it('lays out any machine without overlaps', () => {
    const names = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H');
    const edges = fc.uniqueArray(fc.record({ from: names, to: names }), {
      selector: ({ from, to }) => from + to,
      maxLength: 20,
    });
    fc.assert(
      fc.property(edges, (some) => {
        const nodes = [...'ABCDEFGH'].map((state) => ({ state, type: 'Task', comment: null, lanes: [] }));
        const drawn = lay({ start: 'A', nodes, edges: some });
        expect(overlaps(drawn.boxes)).toEqual([]);
        expect(drawn.routes).toHaveLength(some.filter(({ from, to }) => from !== to).length);
      }),
      { numRuns: 50 },
    );
  });
});

const levels = (drawn: Layout): readonly Layout[] => [
  drawn,
  ...drawn.boxes.flatMap(({ lanes }) => lanes.flatMap(levels)),
];

const overlaps = (boxes: readonly Box[]): readonly string[] =>
  boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      )
      .map((b) => `${a.node.state} and ${b.node.state}`),
  );
