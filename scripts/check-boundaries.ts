import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { boundaries, rooms } from './boundaries.ts';

// `npm run check:boundaries`: which room imports which. A check that looks at nothing passes as well, so it has to
// find modules in every room, and a violation that is planted for it.

const { modules, problems } = await problemsIn(
  process.cwd(),
  rooms.filter((room) => existsSync(room)),
);
const planted = await problemsIn(join(process.cwd(), 'test/fixtures/boundaries'), ['rollout']);
const blind = [
  ...rooms
    .filter((room) => !modules.some((module) => module.startsWith(`${room}/`)))
    .map((room) => `${room}/ has no modules`),
  ...(planted.problems.some((problem) => problem.includes('rollout/reaches-out.ts'))
    ? []
    : ['the planted violation was not found']),
];
if (blind.length + problems.length > 0) {
  console.error([...blind.map((reason) => `This check is blind: ${reason}.`), ...problems].join('\n'));
  process.exit(1);
}
console.log(`${modules.length} modules keep to their rooms.`);

async function problemsIn(baseDir: string, folders: readonly string[]) {
  const options: ICruiseOptions = {
    baseDir,
    ruleSet: boundaries,
    validate: true,
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  };
  const { output } = await cruise([...folders], options);
  const { modules, summary } = output as ICruiseResult;
  return {
    modules: modules.map(({ source }) => source),
    problems: summary.violations.map(({ rule, from, to }) => `${from} -> ${to} (${rule.name})`),
  };
}
