import type { StateMachine } from './definition.ts';
import { InvalidDefinition } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { complaintOf } from './validate-expression.ts';
import { fieldsOf, jsonPathFields, requiredFields } from './validate-fields.ts';

interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly at: string;
}

/** Throws InvalidDefinition, in the words of CreateStateMachine, for a definition that the service refuses. */
export function validate(definition: StateMachine | string): StateMachine {
  const machine = typeof definition === 'string' ? parse(definition) : definition;
  const found = isObject(machine) ? diagnose(machine) : [schema('Definition is not a JSON object', '')];
  if (found.length > 0) throw invalid(found);
  // Checked as far as the service checks it before an execution.
  return machine as unknown as StateMachine;
}

const schema = (message: string, at: string): Diagnostic => ({
  code: 'SCHEMA_VALIDATION_FAILED',
  message,
  at,
});

function invalid(found: readonly Diagnostic[]): InvalidDefinition {
  const list = found.map(({ code, message, at }) => `${code}: ${message} at ${at}`).join(', ');
  return new InvalidDefinition(`Invalid State Machine Definition: '${list}'`);
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new InvalidDefinition(
      `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${(thrown as Error).message}'`,
    );
  }
}

function diagnose(machine: JsonObject): Diagnostic[] {
  const language = machine.QueryLanguage ?? 'JSONPath';
  const found = diagnoseStates(machine, '', language);
  // A broken shape hides what the graph would say.
  return found.length > 0 ? found : diagnoseGraph(machine, '');
}

/** The states of a machine, a branch or an item processor, and those inside them. */
function diagnoseStates(container: JsonObject, at: string, machineLanguage: Json): Diagnostic[] {
  const missing = ['StartAt', 'States'].filter((field) => container[field] === undefined);
  if (missing.length > 0) return [schema(`These fields are required: [${missing.join(', ')}]`, at)];
  return Object.entries(statesIn(container)).flatMap(([name, state]) =>
    diagnoseState(state, `${at}/States/${name}`, machineLanguage),
  );
}

function diagnoseState(state: JsonObject, at: string, machineLanguage: Json): Diagnostic[] {
  if (machineLanguage === 'JSONata' && state.QueryLanguage === 'JSONPath') {
    return [schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", at)];
  }
  const type = String(state.Type);
  const allowed = fieldsOf(type);
  if (allowed === undefined) return [schema(`Value '${type}' is not supported for field 'Type'`, at)];
  const isJsonata = (state.QueryLanguage ?? machineLanguage) === 'JSONata';
  const found = Object.keys(state).flatMap((field) => {
    if (isJsonata && jsonPathFields.has(field)) {
      return [
        schema(
          `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
          at,
        ),
      ];
    }
    return allowed.has(field) ? [] : [schema(`Field '${field}' is not supported`, at)];
  });
  const missing = requiredFields(type).filter((field) => state[field] === undefined);
  if (missing.length > 0) found.push(schema(`These fields are required: [${missing.join(', ')}]`, at));
  if (isJsonata) found.push(...diagnoseExpressions(withoutNested(state), at));
  return [
    ...found,
    ...nestedIn(state).flatMap(([nested, path]) => diagnoseStates(nested, at + path, machineLanguage)),
  ];
}

function diagnoseExpressions(value: Json, at: string): Diagnostic[] {
  if (typeof value === 'string') return complaintOf(value).map((complaint) => ({ ...complaint, at }));
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => diagnoseExpressions(item, `${at}[${index}]`));
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => diagnoseExpressions(member, `${at}/${key}`));
}

/** Targets that do not exist, states that nothing leads to, and machines that never end. */
function diagnoseGraph(container: JsonObject, at: string): Diagnostic[] {
  const states = statesIn(container);
  const reached = new Set([String(container.StartAt)]);
  const found: Diagnostic[] = [];
  if (states[String(container.StartAt)] === undefined) {
    found.push(missingTarget(`Missing 'StartAt' target: ${container.StartAt}`, `${at}/StartAt`));
  }
  for (const [name, state] of Object.entries(states)) {
    for (const [target, field, path] of targetsOf(state)) {
      reached.add(target);
      if (states[target] !== undefined) continue;
      found.push(missingTarget(`Missing '${field}' target: ${target}`, `${at}/States/${name}${path}`));
    }
  }
  for (const name of Object.keys(states)) {
    if (!reached.has(name))
      found.push(missingTarget(`State "${name}" is not reachable.`, `${at}/States/${name}`));
  }
  if (!Object.values(states).some(isTerminal)) {
    found.push({ code: 'MISSING_END_STATE', message: 'Workflow has no terminal state', at: 'null' });
  }
  const inner = Object.entries(states).flatMap(([name, state]) =>
    nestedIn(state).flatMap(([nested, path]) => diagnoseGraph(nested, `${at}/States/${name}${path}`)),
  );
  return [...found, ...inner];
}

const missingTarget = (message: string, at: string): Diagnostic => ({
  code: 'MISSING_TRANSITION_TARGET',
  message,
  at,
});

const isTerminal = (state: JsonObject) =>
  state.End === true || state.Type === 'Succeed' || state.Type === 'Fail';

function targetsOf(state: JsonObject): [target: string, field: string, path: string][] {
  const inList = (field: string): [string, string, string][] =>
    objectsIn(state[field]).flatMap((item, index) =>
      typeof item.Next === 'string' ? [[item.Next, 'Next', `/${field}[${index}]/Next`]] : [],
    );
  const direct = (['Next', 'Default'] as const).flatMap((field): [string, string, string][] => {
    const target = state[field];
    return typeof target === 'string' ? [[target, field, `/${field}`]] : [];
  });
  return [...direct, ...inList('Choices'), ...inList('Catch')];
}

function nestedIn(state: JsonObject): [container: JsonObject, path: string][] {
  const branches = objectsIn(state.Branches).map((branch, index): [JsonObject, string] => [
    branch,
    `/Branches[${index}]`,
  ]);
  return isObject(state.ItemProcessor) ? [...branches, [state.ItemProcessor, '/ItemProcessor']] : branches;
}

const withoutNested = ({ Branches: _, ItemProcessor: __, Comment: ___, ...state }: JsonObject): JsonObject =>
  state;
const objectsIn = (value: Json | undefined) => (Array.isArray(value) ? value.filter(isObject) : []);
const statesIn = ({ States }: JsonObject) =>
  Object.fromEntries(
    Object.entries(isObject(States) ? States : {}).flatMap(([name, state]) =>
      isObject(state) ? [[name, state] as const] : [],
    ),
  );
