import type { Template } from './definition.ts';
import { isObject, type Json } from './json.ts';
import { type Bindings, evaluate, expressionIn } from './jsonata.ts';

/** Evaluates every expression in a template. Parts without one are handed on as they are. */
export async function fill(template: Template, location: string, bindings: Bindings): Promise<Json> {
  if (!hasExpression(template)) return template;
  if (typeof template === 'string') {
    const expression = expressionIn(template);
    return expression === undefined ? template : evaluate(expression, location, bindings);
  }
  if (!isObject(template)) {
    const items: Json[] = [];
    for (const [index, item] of (template as readonly Json[]).entries()) {
      items.push(await fill(item, `${location}[${index}]`, bindings));
    }
    return items;
  }
  const members: { [key: string]: Json } = {};
  for (const [key, member] of Object.entries(template)) {
    members[key] = hasExpression(member) ? await fill(member, `${location}/${key}`, bindings) : member;
  }
  return members;
}

export function hasExpression(template: Template): boolean {
  if (typeof template === 'string') return expressionIn(template) !== undefined;
  if (typeof template !== 'object' || template === null) return false;
  const known = answers.get(template);
  if (known !== undefined) return known;
  const answer = Object.values(template).some(hasExpression);
  answers.set(template, answer);
  return answer;
}

const answers = new WeakMap<object, boolean>();
