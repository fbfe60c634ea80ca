import type { Control } from './_controls.ts';
import { ofType, type Template } from './_template.ts';

/** The template with the violation of a control in it. */
export function violated(template: Template, { type, path, value }: Control['violation']): Template {
  const [kind = '', wanted] = type.split('#');
  const name = wanted ?? ofType(template, kind)[0]?.name;
  if (name === undefined) throw new Error(`The template has no ${type}.`);
  const copy = structuredClone(template);
  let part: unknown = copy.Resources[name];
  for (const key of path.slice(0, -1)) {
    if (typeof part !== 'object' || part === null) throw new Error(`${name} has no ${path.join('.')}.`);
    part = Reflect.get(part, key);
  }
  const last = path.at(-1);
  if (typeof part !== 'object' || part === null || last === undefined)
    throw new Error(`${name} has no ${path.join('.')}.`);
  if (value === undefined) Reflect.deleteProperty(part, last);
  else Reflect.set(part, last, value);
  return copy;
}
