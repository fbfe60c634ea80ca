/** What stands in a wrong place, sooner or later. JSON and JavaScript meanings, sizes, and words that mean something to a machine. */
export const hostileStrings: readonly string[] = [
  '',
  ' ',
  '\n',
  '\0',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '{"__proto__":{"polluted":true}}',
  '{"recover":{}}',
  'NaN',
  '-0',
  '1e999',
  '0x10',
  '99999999999999999999d',
  '9999999d',
  '100.0000000001%',
  '*',
  '**********************************x',
  '{% $states.input %}',
  `\${AWS::AccountId}`,
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; DROP TABLE claims; --",
  '../../../../etc/passwd',
  '\u202eelbaregnad',
  '\ud800',
  '\u{1f424}',
  'ſ',
  'İ',
  'arn:aws:states:us-east-1:123456789012:execution:other:name',
  'arn:aws:sns:eu-west-1:123456789012:',
  '2026-02-30T25:61:00Z',
  '9999-12-31T23:59:59+99:99',
  '24:00',
  'Europe/Nowhere',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com/x@sha256:',
  's3://',
  '--json',
  '-',
];

/** Long enough to tell what grows with the square of the length from what does not; `hostile.test.ts` has the longest. */
export const hostileLengths: readonly number[] = [81, 257, 1001, 5000];

export const hostileNumbers: readonly number[] = [
  -1,
  0,
  -0,
  0.5,
  1e-300,
  101,
  86_401,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  8.64e15 + 1,
  1e21,
  1.7e308,
  -1.7e308,
];

/** Names that every object answers to. As own keys of parsed JSON they are harmless, unless somebody copies them carelessly. */
export const hostileKeys: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'toJSON',
  'then',
  'hasOwnProperty',
  '',
  'a.b',
  '0',
];

/** As JSON.parse makes them: `__proto__` is a key of its own. */
export const hostileValues: readonly unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  JSON.parse('{"__proto__":{"polluted":true}}'),
  JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
  { toString: 1, valueOf: null, toJSON: 'x' },
  JSON.parse('{"then":"x"}'),
  { length: 1e9, 0: 'x' },
];

export function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { kind: value };
  return value;
}
