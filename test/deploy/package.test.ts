import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import aslValidator from 'asl-validator';
import { type Deployment, deployment } from '../../deploy/deployment.ts';
import { grantsIn } from '../../deploy/granted.ts';
import { readSources, root } from '../../deploy/sources.ts';
import { fillPseudoParameters } from '../../rehearsal/world/place.ts';
import { filesIn } from '../support/unzip.ts';
import { controls } from './_controls.ts';
import { readTemplate } from './_template.ts';
import { violated } from './_violate.ts';

type Resource = { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> };

// What `serverless package` produces, resolved as CloudFormation would in the rehearsal's account, against what the
// rehearsal runs. One packaging serves all tests; it needs no network and no credentials, and is given none.
const folder = mkdtempSync(join(tmpdir(), 'haldane-package-'));
let resources: Readonly<Record<string, Resource>>;
let rehearsed: Deployment;
let template: string;

beforeAll(async () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/serverless/bin/serverless.js', 'package', '--package', folder],
    { cwd: root, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: folder } },
  );
  if (status !== 0) throw new Error(`serverless package failed:\n${stdout}${stderr}`);
  template = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  resources = resolved(JSON.parse(template).Resources) as typeof resources;
  rehearsed = JSON.parse(fillPseudoParameters(JSON.stringify(deployment(await readSources()))));
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('holds the machine that the rehearsal runs', () => {
    const machine = resources.Rollout;
    expect(machine?.Properties.StateMachineName).toBe(rehearsed.names.stateMachine);
    expect(withoutDefaults(JSON.parse(String(machine?.Properties.DefinitionString)))).toEqual(
      rehearsed.machine.definition,
    );
  });

  it('holds a machine that asl-validator accepts', () => {
    const definition = JSON.parse(String(resources.Rollout?.Properties.DefinitionString));
    const { isValid, errorsText } = aslValidator(definition);
    expect(isValid ? '' : errorsText()).toBe('');
  });

  it('gives every function the permissions that the rehearsal enforces', () => {
    for (const { name, deployedName, statements } of rehearsed.functions) {
      const found = Object.values(resources).find(
        ({ Properties }) => Properties.FunctionName === deployedName,
      );
      const [role] = String(found?.Properties.Role).split('.');
      expect([name, policyOf(role ?? '')]).toEqual([name, inPolicy(statements)]);
    }
  });

  it('gives the machine the permissions that the rehearsal enforces', () => {
    expect(resources.Rollout?.Properties.RoleArn).toBe('MachineRole.Arn');
    expect(policyOf('MachineRole')).toEqual(inPolicy(rehearsed.machine.statements));
  });

  it('holds the rules of the rehearsal, each with retries and dead letters', () => {
    const rules = Object.values(resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
    const found = rules.map(({ Properties }) => ({
      name: Properties.Name,
      when: Properties.EventPattern ?? Properties.ScheduleExpression,
    }));
    const wanted = [
      ...rehearsed.rules.map(({ name, pattern }) => ({ name, when: pattern })),
      ...rehearsed.timers.map(({ name, everyMinutes }) => ({ name, when: `rate(${everyMinutes} minutes)` })),
      ...rehearsed.notifications.map(({ name, pattern }) => ({ name, when: pattern })),
    ];
    expect(found).toEqual(wanted);
    for (const { Properties } of rules) {
      expect(Properties.Targets).toEqual([
        expect.objectContaining({
          RetryPolicy: { MaximumRetryAttempts: 20, MaximumEventAgeInSeconds: 3600 },
          DeadLetterConfig: { Arn: 'DeadLetters.Arn' },
        }),
      ]);
    }
  });

  it('tells the functions where the table and the machine are', () => {
    const functions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions).toHaveLength(rehearsed.functions.length);
    for (const { Properties } of functions) {
      expect(Properties.Environment).toEqual({
        Variables: {
          HALDANE_TABLE: rehearsed.names.table,
          HALDANE_STATE_MACHINE: rehearsed.names.stateMachineArn,
        },
      });
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Timeout: 30 });
    }
  });

  it('keeps what was granted, for haldane apply', () => {
    expect(grantsIn(template)?.length).toBeGreaterThan(10);
  });

  it('refers to nothing that it does not hold', () => {
    const named = new Set(Object.keys(resources));
    const missing = [...references].filter((name) => !named.has(name));
    expect(missing).toEqual([]);
  });

  it('has handlers that load, bundled as they are', () => {
    // What a bundler breaks shows when a module is first loaded: a CommonJS dependency, a missing file.
    for (const zip of globSync(join(folder, '*.zip'))) {
      for (const [name, content] of filesIn(readFileSync(zip))) {
        const path = join(folder, 'unzipped', name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
      }
    }
    const modules = globSync(join(folder, 'unzipped/**/*.mjs'));
    expect(modules).toHaveLength(rehearsed.functions.length);
    const load = `for (const file of process.argv.slice(1)) console.log(typeof (await import(file)).handler)`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', load, ...modules],
      { encoding: 'utf8', env: { AWS_REGION: 'us-east-1' } },
    );
    expect({ stdout, stderr }).toEqual({ stdout: 'function\n'.repeat(modules.length), stderr: '' });
  });

  it('has handlers below 1 MB each', () => {
    const zips = globSync(join(folder, '*.zip'));
    expect(zips).toHaveLength(rehearsed.functions.length);
    expect(zips.filter((file) => statSync(file).size >= 1_000_000)).toEqual([]);
  });
});

describe('the template', () => {
  it.each(controls)('holds to: $name', ({ broken }) => {
    expect(broken(readTemplate(template))).toEqual([]);
  });

  it.each(controls)('is caught where this does not hold: $name', ({ broken, violation }) => {
    expect(broken(violated(readTemplate(template), violation))).not.toEqual([]);
  });

  it.each(controls)('has a source for: $name', ({ source }) => {
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });
});

const references = new Set<string>();

/** Intrinsic functions with the rehearsal's account in them: `Fn::GetAtt` of a role stays as `RoleName.Arn`. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  if ('Fn::Sub' in fields) return substituted(fields['Fn::Sub']);
  if ('Fn::GetAtt' in fields) {
    const [name, attribute] = fields['Fn::GetAtt'] as readonly string[];
    references.add(name ?? '');
    return `${name}.${attribute}`;
  }
  if ('Ref' in fields) {
    const name = String(fields.Ref);
    if (name.startsWith('AWS::')) return fillPseudoParameters(`\${${name}}`);
    references.add(name);
    return name;
  }
  return Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, resolved(inner)]));
}

function substituted(argument: unknown): string {
  const [text, values] = (Array.isArray(argument) ? argument : [argument, {}]) as [
    string,
    Record<string, unknown>,
  ];
  return fillPseudoParameters(
    text.replaceAll(/\$\{(\w+)\}/g, (_all, name: string) => String(resolved(values[name]))),
  );
}

function policyOf(role: string): unknown {
  const policies = resources[role]?.Properties.Policies as
    | { PolicyDocument: { Statement: unknown } }[]
    | undefined;
  const policy = policies?.[0];
  return policy?.PolicyDocument.Statement;
}

const inPolicy = (statements: Deployment['machine']['statements']) =>
  statements.map(({ actions, resources: on, condition }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: on,
    ...(condition === undefined ? {} : { Condition: condition }),
  }));

/** The plugin's validator writes the machine's query language into every state. */
function withoutDefaults(value: unknown, top = true): unknown {
  if (Array.isArray(value)) return value.map((inner) => withoutDefaults(inner, false));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => top || key !== 'QueryLanguage');
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutDefaults(inner, false)]));
}
