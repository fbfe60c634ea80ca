/** Does the event match an EventBridge pattern? Each field of the pattern must match; a list holds alternatives. */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  if (!isRecord(pattern)) throw new Error('An event pattern is an object.');
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or') return Array.isArray(wanted) && wanted.some((part) => matchesPattern(part, event));
    const value = isRecord(event) && Object.hasOwn(event, name) ? event[name] : undefined;
    return Array.isArray(wanted)
      ? wanted.some((rule) => fieldMatches(rule, value))
      : matchesPattern(wanted, value ?? {});
  });
}

/** An array in the event matches if one of its elements does. */
function fieldMatches(rule: unknown, value: unknown): boolean {
  if (isRecord(rule)) {
    if ('exists' in rule) return rule.exists === (value !== undefined);
    const values = Array.isArray(value) ? value : [value];
    return values.some(
      (one) =>
        one !== undefined && Object.entries(rule).every(([kind, operand]) => compare(kind, operand, one)),
    );
  }
  return Array.isArray(value) ? value.includes(rule) : value === rule;
}

function compare(kind: string, operand: unknown, value: unknown): boolean {
  const text = typeof value === 'string' ? value : undefined;
  switch (kind) {
    case 'prefix':
      return isRecord(operand)
        ? text?.toLowerCase().startsWith(String(operand['equals-ignore-case']).toLowerCase()) === true
        : text?.startsWith(String(operand)) === true;
    case 'suffix':
      return text?.endsWith(String(operand)) === true;
    case 'wildcard':
      return text !== undefined && wildcard(String(operand)).test(text);
    case 'equals-ignore-case':
      return text?.toLowerCase() === String(operand).toLowerCase();
    case 'anything-but':
      if (isRecord(operand))
        return Object.entries(operand).every(
          ([inner, part]) => !anyOf(part).some((one) => compare(inner, one, value)),
        );
      return !anyOf(operand).includes(value);
    case 'numeric':
      return typeof value === 'number' && Array.isArray(operand) && numeric(operand, value);
    default:
      throw new Error(`The rehearsal does not know the event pattern operator ${kind}.`);
  }
}

const anyOf = (operand: unknown): readonly unknown[] => (Array.isArray(operand) ? operand : [operand]);

/** `['>', 0, '<=', 5]` */
function numeric(operand: readonly unknown[], value: number): boolean {
  for (let i = 0; i < operand.length; i += 2) {
    const bound = Number(operand[i + 1]);
    const holds = {
      '=': value === bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    }[String(operand[i])];
    if (holds !== true) return false;
  }
  return true;
}

/** Only `*` is special, and a backslash takes that away. */
function wildcard(text: string): RegExp {
  const source = text.replace(/\\(.)|\*|[^\\*]+/g, (part, escaped: string | undefined) => {
    if (part === '*') return '.*';
    return (escaped ?? part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
