import type { Statement } from '../providers/provider.ts';
import type { Deployment } from './deployment.ts';

/** The page docs/permissions.md: every permission of a deployment, in words that a security review can read. */
export function describePermissions({ functions, machine, names }: Deployment): string {
  return `${[
    '# Permissions',
    'Written by `npm run docs:permissions`; a test holds it to the code.',
    [
      'Every function has a role of its own, and so has the state machine. What a role may do comes from three places: what',
      'the handler says it needs (`needs` in its file in functions/), what the providers say that means for a spec',
      '(`permissions` in providers/), and the specs in services/. This page shows the result for the example in',
      'services/, on the stage `dev`; with your specs the resources are yours.',
    ].join('\n'),
    [
      'ARNs are shortened: region and account are always those of the deployment. A `*` as a whole resource stands only where',
      'AWS offers nothing narrower, with the reason beside it.',
    ].join('\n'),
    section(
      'State machine',
      `\`${names.stateMachine}\`: what its states call, and its own log and traces.`,
      machine.statements,
    ),
    ...functions.map(({ name, needs, file, statements }) =>
      section(
        name,
        `[${file}](../${file}) needs ${needs.map((need) => `\`${need}\``).join(', ')}.`,
        statements,
      ),
    ),
  ].join('\n\n')}\n`;
}

const section = (title: string, text: string, statements: readonly Statement[]) =>
  [`## ${title}`, text, ['| may | on | if |', '| --- | --- | --- |', ...statements.map(row)].join('\n')].join(
    '\n\n',
  );

const row = ({ actions, resources, condition, why }: Statement) =>
  `| ${actions.map(code).join('<br>')} | ${resources.map((each) => code(each)).join('<br>')} | ${[
    ...Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(
        ([key, values]) => `${code(key)} ${operator} ${[values].flat().map(code).join(', ')}`,
      ),
    ),
    ...(why === undefined ? [] : [why]),
  ].join('<br>')} |`;

const short = (arn: string) =>
  arn.replace(`arn:\${AWS::Partition}:`, '').replace(`:\${AWS::Region}:\${AWS::AccountId}:`, ':');

const code = (text: string) => `\`${short(text)}\``;
