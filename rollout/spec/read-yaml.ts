import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { Path } from './problem.ts';

type Position = { readonly line: number; readonly column: number };

export type Yaml =
  | { readonly ok: true; readonly json: unknown; readonly positionOf: (path: Path) => Position }
  | { readonly ok: false; readonly faults: readonly (Position & { wrong: string; right: string })[] };

const mostBytes = 64 * 1024;
/** Enough to share a block between metrics; far from what a bomb of aliases needs. */
const mostAliases = 50;

/** One YAML document as JSON, with the position of each value: of its key in a mapping, of itself in a list. */
export function readYaml(text: string): Yaml {
  if (new TextEncoder().encode(text).length > mostBytes) {
    return fault({ line: 1, column: 1 }, 'the file is larger than 64 KiB', 'write a spec for one service');
  }
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // The library compares each key with each.
    uniqueKeys: false,
    // Otherwise `!!binary` makes bytes, and dates, sets and merges come with their tags.
    resolveKnownTags: false,
  });

  const twice = duplicates(document);
  if (twice === null) {
    return fault({ line: 1, column: 1 }, `more than ${mostKeys} fields in one mapping`, 'a spec has a few');
  }
  const faults = [
    ...[...document.errors, ...document.warnings].map((error) => ({
      ...at(error.pos[0]),
      ...(words[error.code] ?? { wrong: `this is not YAML: ${lowerFirst(error.message)}`, right: '' }),
    })),
    ...twice.map((offset) => ({ ...at(offset), ...duplicate })),
  ];
  // One slip often yields several complaints; the first is the one to look at.
  if (faults[0] !== undefined) {
    return { ok: false, faults: faults.filter((one) => one.wrong in named || one === faults[0]) };
  }

  // Its schema has binary data, dates and merges, which JSON has not.
  if (document.directives?.yaml.version === '1.1') {
    return fault({ line: 1, column: 1 }, 'this is YAML 1.1', 'leave the %YAML line out');
  }

  let bad: Yaml | null = null;
  let aliases = 0;
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) || bad !== null) return undefined;
      bad = fault(
        at(isCollection(key) || isAlias(key) ? (key.range?.[0] ?? 0) : 0),
        'this key is no plain word',
        'write the name of a field',
      );
      return visit.BREAK;
    },
    Alias(_, alias) {
      aliases++;
      const position = at(alias.range?.[0] ?? 0);
      if (alias.resolve(document) === undefined) {
        bad = fault(
          position,
          `no anchor &${alias.source} stands before this alias`,
          'write the value itself',
        );
        return visit.BREAK;
      }
      if (aliases > mostAliases) {
        bad = fault(position, `more than ${mostAliases} aliases`, 'write the values themselves');
        return visit.BREAK;
      }
      return undefined;
    },
  });
  if (bad !== null) return bad;

  try {
    const json: unknown = document.toJS({ maxAliasCount: mostAliases });
    return { ok: true, json, positionOf: (path) => at(offsetOf(document.contents, path)) };
  } catch {
    // `yaml` throws a ReferenceError when aliases of aliases multiply.
    return fault({ line: 1, column: 1 }, 'the aliases multiply without end', 'write the values themselves');
  }
}

const duplicate = { wrong: 'this key is here twice', right: 'keep one of the two' };
const named: Readonly<Record<string, true>> = { [duplicate.wrong]: true };

const words: Readonly<Record<string, { wrong: string; right: string }>> = {
  MULTIPLE_DOCS: { wrong: 'a second document begins here', right: 'write one service a file' },
  RESOURCE_EXHAUSTION: { wrong: 'this is nested too deep', right: 'a spec needs five levels at most' },
  TAG_RESOLVE_FAILED: { wrong: 'YAML tags mean nothing in a spec', right: 'write the plain value' },
  TAB_AS_INDENT: { wrong: 'this line is indented with a tab', right: 'indent with spaces' },
};

const fault = (position: Position, wrong: string, right: string): Yaml => ({
  ok: false,
  faults: [{ ...position, wrong, right }],
});

const mostKeys = 300;

/** Where keys stand that their mapping has already; null if a mapping has more of them than anybody writes. */
function duplicates(document: Document.Parsed): readonly number[] | null {
  const found: number[] = [];
  let isTooWide = false;
  visit(document, {
    Map(_, { items }) {
      isTooWide ||= items.length > mostKeys;
      const seen = new Set<string>();
      for (const { key } of isTooWide ? [] : items) {
        if (!isScalar(key)) continue;
        if (seen.has(String(key.value))) found.push(key.range?.[0] ?? 0);
        seen.add(String(key.value));
      }
      return isTooWide ? visit.BREAK : undefined;
    },
  });
  return isTooWide ? null : found;
}

/** As deep as the path exists: a missing field is shown at the mapping that lacks it. */
function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of path) {
    // What an alias stands for is elsewhere in the file: point at the alias.
    if (isAlias(node)) return offset;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined || !isScalar(pair.key)) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      if (node === undefined) return offset;
      offset = rangeStart(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
