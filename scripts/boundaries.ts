import type { IFlattenedRuleSet, IForbiddenRuleType } from 'dependency-cruiser';

// Which room may import from which; see CONTRIBUTING.md. scripts/check-boundaries.ts holds the code to it.
// Tests and scripts may import anything.

export const rooms = ['rollout', 'providers', 'functions', 'deploy', 'report', 'rehearsal', 'cli'];

/** A room imports itself and these. */
const mayImport = {
  rollout: [],
  providers: ['rollout'],
  functions: ['providers', 'rollout'],
  deploy: ['functions', 'providers', 'rollout'],
  report: ['rollout'],
  rehearsal: ['report', 'deploy', 'functions', 'providers', 'rollout'],
  cli: ['rehearsal', 'report', 'deploy', 'functions', 'providers', 'rollout'],
};

const roomRules: IForbiddenRuleType[] = Object.entries(mayImport).map(([room, others]) => ({
  name: others.length === 0 ? `${room}-imports-no-other-room` : `${room}-imports-only-${others.join('-')}`,
  severity: 'error',
  from: { path: `^${room}/` },
  to: {
    path: '^(?!node_modules/)[^/]+/',
    pathNot: `^(${[room, ...others].join('|')})/`,
    // `timers/promises` is no room of ours.
    dependencyTypesNot: ['core'],
  },
}));

const packageRules: IForbiddenRuleType[] = [
  {
    name: 'rollout-is-pure',
    comment: 'The domain knows no AWS, no files, no network: only zod, and yaml for reading specs.',
    severity: 'error',
    from: { path: '^rollout/', pathNot: '^rollout/spec/' },
    to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: '^node_modules/zod/' },
  },
  {
    name: 'rollout-spec-reads-yaml',
    severity: 'error',
    from: { path: '^rollout/spec/' },
    to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: '^node_modules/(zod|yaml)/' },
  },
  {
    name: 'aws-only-behind-providers',
    severity: 'error',
    from: { path: `^(${rooms.join('|')})/`, pathNot: '^(providers|cli|rehearsal/world)/' },
    to: { path: '^node_modules/@aws-sdk/', dependencyTypesNot: ['type-only'] },
  },
];

export const boundaries: IFlattenedRuleSet = {
  forbidden: [
    ...roomRules,
    ...packageRules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: `^(${rooms.join('|')})/` },
      to: {},
    },
    // aws-lambda is a package of types only.
    {
      name: 'imports-exist',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
    },
  ],
};
