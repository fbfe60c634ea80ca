import type jsonata from 'jsonata';
import { expressionIn, parsed } from './jsonata.ts';

type Node = jsonata.ExprNode;

/** What the service has against an expression before it ever runs. */
export function complaintOf(text: string): { code: string; message: string }[] {
  const expression = expressionIn(text);
  if (expression === undefined) return [];
  let tree: Node;
  try {
    tree = parsed(expression).ast();
  } catch (thrown) {
    return [{ code: 'INVALID_JSONATA_EXPRESSION', message: (thrown as Error).message }];
  }
  const names = new Set(topLevelNames(tree));
  return [...names].map((name) => ({
    code: 'UNSUPPORTED_JSONATA_EXPRESSION',
    message: `Reference to '${name}' at the top level is not supported.`,
  }));
}

/**
 * Names that would be looked up in the context item, of which an expression of Step Functions has none: a path
 * must begin at a variable. Inside a later step or a predicate the names belong to what comes before.
 */
function topLevelNames(node: Node | undefined): string[] {
  if (node === undefined) return [];
  switch (node.type as string) {
    case 'path':
      return topLevelNames(node.steps?.[0]);
    case 'name':
      return [String(node.value)];
    default:
      return partsOf(node).flatMap(topLevelNames);
  }
}

function partsOf(node: Node): Node[] {
  const { lhs, rhs, expressions, arguments: args, procedure } = node as Node & { procedure?: Node };
  const more = node as unknown as { condition?: Node; then?: Node; else?: Node; expression?: Node };
  const lists = [expressions, args, Array.isArray(lhs) ? (lhs as unknown[]).flat() : [lhs], [rhs]];
  return [...lists.flat(), procedure, more.condition, more.then, more.else, more.expression].filter(
    (part): part is Node => typeof part === 'object' && part !== null && 'type' in part,
  );
}
