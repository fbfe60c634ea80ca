import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { controls } from '../test/deploy/_controls.ts';
import { readTemplate } from '../test/deploy/_template.ts';

// `npm run check:cfn`: packages, then holds the template to our own table of controls, and to cfn-lint where it is installed
// (`pipx install cfn-lint`). What cfn-lint may say is listed here, with the reason; anything else fails.

const accepted: readonly { readonly rule: string; readonly at: RegExp; readonly why: string }[] = [
  {
    rule: 'E1029',
    at: /^Metadata\/Haldane\/Grants\//,
    why: 'the grants are kept as text for `haldane apply`, which fills the parameters in itself',
  },
  {
    rule: 'W3005',
    at: /^Resources\/\w+LambdaFunction\/DependsOn\//,
    why: 'written by the Serverless Framework; it does no harm',
  },
];

const finding = z.object({
  Rule: z.object({ Id: z.string() }),
  Message: z.string(),
  Location: z.object({ Path: z.array(z.union([z.string(), z.number()])).nullish() }),
});

const folder = mkdtempSync(join(tmpdir(), 'haldane-cfn-'));
try {
  process.exitCode = check(packaged());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function packaged(): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/serverless/bin/serverless.js', 'package', '--package', folder],
    { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: folder } },
  );
  if (status !== 0) throw new Error(`serverless package failed:\n${stdout}${stderr}`);
  return join(folder, 'cloudformation-template-update-stack.json');
}

function check(file: string): number {
  const template = readTemplate(readFileSync(file, 'utf8'));
  const broken = controls.flatMap(({ name, source, broken }) =>
    broken(template).map((resource) => `${resource}: not so: ${name}\n  ${source}`),
  );
  console.log(`controls: ${controls.length} looked at, ${broken.length} broken`);
  const complaints = cfnLint(file);
  for (const complaint of [...broken, ...complaints]) console.error(complaint);
  return broken.length + complaints.length === 0 ? 0 : 1;
}

function cfnLint(file: string): readonly string[] {
  const { error, stdout, stderr } = spawnSync('cfn-lint', ['--format', 'json', '--', file], {
    encoding: 'utf8',
  });
  if (error !== undefined) {
    console.log('cfn-lint: skipped, it is not installed (pipx install cfn-lint)');
    return [];
  }
  if (stdout.trim() === '') return [`cfn-lint said nothing: ${stderr}`];
  const findings = z.array(finding).parse(JSON.parse(stdout));
  const rest = findings.filter(
    ({ Rule, Location }) =>
      !accepted.some(({ rule, at }) => rule === Rule.Id && at.test((Location.Path ?? []).join('/'))),
  );
  console.log(`cfn-lint: ${findings.length} findings, ${findings.length - rest.length} of them accepted:`);
  for (const { rule, why } of accepted) console.log(`  ${rule}: ${why}`);
  return rest.map(
    ({ Rule, Message, Location }) => `${Rule.Id} ${(Location.Path ?? []).join('/')}: ${Message}`,
  );
}
