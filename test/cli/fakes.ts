import type { Aws } from '../../cli/aws.ts';
import type { Deps, Stream } from '../../cli/deps.ts';
import type { Files } from '../../cli/files.ts';
import { run } from '../../cli/run.ts';

/** Answers of AWS by the name of the command, for example `GetItemCommand`. */
export type Answers = Readonly<Record<string, (input: Record<string, unknown>) => unknown>>;

/** What a command line did. */
export type Ran = {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** Calls of AWS in order. */
  readonly calls: readonly { readonly command: string; readonly input: Record<string, unknown> }[];
};

export type World = {
  readonly answers?: Answers;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Deps['env'];
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly region?: string | null;
  readonly nowMillis?: number;
};

export const spec = `service: shop
traffic:
  kind: route53
  hostedZone: Z0123456789EXAMPLE
  record: shop.example.com
workload:
  kind: ecs
  cluster: shop
  services: { blue: shop-blue, green: shop-green }
metrics:
  - name: errors
    kind: cloudwatch
    namespace: Shop
    dimensions: { Slot: "{slot}" }
    total: Requests
    bad: Errors
alarms: [shop-unhealthy]
`;

const identity: Answers = {
  GetCallerIdentityCommand: () => ({
    Account: '123456789012',
    Arn: 'arn:aws:sts::123456789012:assumed-role/Deployer/jane',
  }),
};

/** Runs a command line against fakes: no network, no files, a clock that moves 0.8 s at every look. */
export async function haldane(commandLine: string | readonly string[], world: World = {}): Promise<Ran> {
  const args = typeof commandLine === 'string' ? commandLine.split(' ').filter(Boolean) : commandLine;
  const { answers = {}, files = { 'services/shop.yml': spec }, env = {}, region = 'eu-west-1' } = world;
  const calls: Ran['calls'][number][] = [];
  const client = {
    send: async (command: { readonly input: Record<string, unknown> }) => {
      const name = command.constructor.name;
      calls.push({ command: name, input: command.input });
      const answer = { ...identity, ...answers }[name];
      if (answer === undefined) throw new Error(`The test has no answer for ${name}.`);
      return answer(command.input);
    },
  };
  // One fake stands for every client: the name of the command says which it is.
  const aws = {
    ...Object.fromEntries(
      ['cloudformation', 'dynamodb', 'events', 'lambda', 'sfn', 'sts'].map((name) => [name, client]),
    ),
    clients: Object.fromEntries(
      ['route53', 'elbv2', 'lambda', 'ecs', 'autoScaling', 'cloudwatch', 'dynamodb', 'sfn'].map((name) => [
        name,
        client,
      ]),
    ),
    region: async () => {
      if (region === null) throw new Error('Region is missing');
      return region;
    },
  } as unknown as Aws;
  let nowMillis = world.nowMillis ?? Date.parse('2026-11-23T12:00:00Z');
  const out = stream(world);
  const err = stream(world);
  const exitCode = await run(args, {
    aws: () => aws,
    clock: {
      now() {
        nowMillis += 800;
        return nowMillis - 800;
      },
      async sleep(millis) {
        nowMillis += millis;
      },
    },
    out,
    err,
    env,
    files: memory(files),
    userName: () => 'jane-at-her-laptop',
  });
  return { exitCode, out: out.text(), err: err.text(), calls };
}

/** An error as the SDK throws it. */
export function refusal(name: string, message: string): never {
  throw Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

function stream({ isTTY = false, columns = 100 }: World): Stream & { text(): string } {
  let text = '';
  return {
    isTTY,
    columns,
    write(more) {
      text += more;
    },
    text: () => text,
  };
}

function memory(files: Readonly<Record<string, string>>): Files {
  const written: Record<string, string> = { ...files };
  return {
    exists: (path) => Object.hasOwn(written, path),
    read(path) {
      const text = Object.hasOwn(written, path) ? written[path] : undefined;
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
    list: (folder) =>
      Object.keys(written)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
    write(path, text) {
      written[path] = text;
    },
  };
}
