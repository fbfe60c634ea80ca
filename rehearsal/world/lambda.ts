import type {
  DeleteFunctionCommandInput,
  DeleteFunctionCommandOutput,
  FunctionConfiguration,
  GetAliasCommandInput,
  GetAliasCommandOutput,
  GetFunctionCommandInput,
  GetFunctionCommandOutput,
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
  InvokeCommandInput,
  InvokeCommandOutput,
  ListAliasesCommandInput,
  ListAliasesCommandOutput,
  ListVersionsByFunctionCommandInput,
  ListVersionsByFunctionCommandOutput,
  PublishVersionCommandInput,
  PublishVersionCommandOutput,
  UpdateAliasCommandInput,
  UpdateAliasCommandOutput,
  UpdateFunctionCodeCommandInput,
  UpdateFunctionCodeCommandOutput,
} from '@aws-sdk/client-lambda';
import { AwsError, required } from './aws-error.ts';
import type { Behaviours } from './behaviour.ts';
import { LambdaFunction, type NewLambdaFunction } from './lambda-function.ts';
import { functionArn } from './place.ts';
import type { Invoked, Sandboxes } from './sandboxes.ts';
import { type Operations, operation, type Surroundings } from './service.ts';

export interface Lambda {
  readonly operations: Operations;
  /** A function that is released by Haldane: a first version published, and an alias on it. */
  createFunction(options: NewLambdaFunction): void;
  function(name: string): LambdaFunction | undefined;
  /** A function of Haldane's own, which really runs. */
  deploy(name: string, sandboxes: Sandboxes): void;
  /** Rejects like Lambda if there is no such function. */
  invoke(functionName: string, payload: unknown): Promise<Invoked>;
  /** Deploys all of Haldane's functions again. */
  renew(): void;
}

export function createLambda(
  surroundings: Surroundings,
  behaviours: Behaviours,
  concurrentExecutions = Number.POSITIVE_INFINITY,
): Lambda {
  const functions = new Map<string, LambdaFunction>();
  const handlers = new Map<string, Sandboxes>();
  let running = 0;

  const found = (name: string | undefined): LambdaFunction => {
    const known = functions.get(bareName(name));
    if (known === undefined) throw notFound(`Function not found: ${functionArn(bareName(name))}`);
    return known;
  };
  const run = async (name: string, payload: string): Promise<Invoked> => {
    const sandboxes = handlers.get(bareName(name));
    if (sandboxes === undefined) throw notFound(`Function not found: ${functionArn(bareName(name))}:$LATEST`);
    if (running >= concurrentExecutions) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
        status: 429,
        members: { Reason: 'ConcurrentInvocationLimitExceeded' },
      });
    }
    running += 1;
    try {
      return await sandboxes.invoke(payload);
    } finally {
      running -= 1;
    }
  };
  type Named = { readonly FunctionName?: string | undefined; readonly Qualifier?: string | undefined };
  /** The service authorization reference knows one resource type here, the function; of a qualified request its ARN ends in the qualifier. */
  const onFunction = (action: string) => (input: Named) => ({
    action: `lambda:${action}`,
    resources: [qualified(input.FunctionName, input.Qualifier)],
  });
  const bare = (action: string) => (input: Named) => onFunction(action)({ FunctionName: input.FunctionName });

  return {
    createFunction: (options) => {
      functions.set(options.name, new LambdaFunction(options, surroundings, behaviours));
    },
    function: (name) => functions.get(name),
    deploy: (name, sandboxes) => {
      handlers.set(name, sandboxes);
    },
    invoke: (name, payload) => run(name, JSON.stringify(payload ?? null)),
    renew() {
      for (const sandboxes of handlers.values()) sandboxes.renew();
    },
    operations: {
      UpdateFunctionCode: operation<UpdateFunctionCodeCommandInput, UpdateFunctionCodeCommandOutput>(
        bare('UpdateFunctionCode'),
        (input): FunctionConfiguration => found(input.FunctionName).updateCode(input),
      ),
      PublishVersion: operation<PublishVersionCommandInput, PublishVersionCommandOutput>(
        bare('PublishVersion'),
        (input): FunctionConfiguration => found(input.FunctionName).publish(input),
      ),
      ListVersionsByFunction: operation<
        ListVersionsByFunctionCommandInput,
        ListVersionsByFunctionCommandOutput
      >(bare('ListVersionsByFunction'), ({ FunctionName, Marker = '0', MaxItems = 50 }) => {
        const all = found(FunctionName).configurations();
        // "Returns a list of up to 50 versions in each call", whatever MaxItems says.
        const [from, to] = [Number(Marker), Number(Marker) + Math.min(50, MaxItems)];
        return { Versions: all.slice(from, to), ...(to < all.length ? { NextMarker: String(to) } : {}) };
      }),
      GetFunctionConfiguration: operation<
        GetFunctionConfigurationCommandInput,
        GetFunctionConfigurationCommandOutput
      >(
        onFunction('GetFunctionConfiguration'),
        ({ FunctionName, Qualifier }): FunctionConfiguration => found(FunctionName).configuration(Qualifier),
      ),
      GetFunction: operation<GetFunctionCommandInput, GetFunctionCommandOutput>(
        onFunction('GetFunction'),
        ({ FunctionName, Qualifier }) => {
          const known = found(FunctionName);
          return { Configuration: known.configuration(Qualifier), Code: known.code(Qualifier) };
        },
      ),
      GetAlias: operation<GetAliasCommandInput, GetAliasCommandOutput>(
        bare('GetAlias'),
        ({ FunctionName, Name }) => found(FunctionName).alias(required(Name, 'name')),
      ),
      UpdateAlias: operation<UpdateAliasCommandInput, UpdateAliasCommandOutput>(
        bare('UpdateAlias'),
        (input) => found(input.FunctionName).updateAlias(input),
      ),
      ListAliases: operation<ListAliasesCommandInput, ListAliasesCommandOutput>(
        bare('ListAliases'),
        ({ FunctionName, FunctionVersion }) => ({ Aliases: found(FunctionName).aliasesOf(FunctionVersion) }),
      ),
      DeleteFunction: operation<DeleteFunctionCommandInput, DeleteFunctionCommandOutput>(
        onFunction('DeleteFunction'),
        ({ FunctionName, Qualifier }) => {
          found(FunctionName).removeVersion(required(Qualifier, 'qualifier'));
          return { StatusCode: 204 };
        },
      ),
      Invoke: operation<InvokeCommandInput, InvokeCommandOutput>(
        onFunctionInvoke,
        async ({ FunctionName, Payload, InvocationType }) => {
          const payload = Payload === undefined ? 'null' : textOf(Payload as string | Uint8Array);
          const invoked = run(required(FunctionName, 'functionName'), payload);
          if (InvocationType === 'Event') return { StatusCode: 202 };
          const result = await invoked;
          return {
            StatusCode: 200,
            ExecutedVersion: '$LATEST',
            ...(result.kind === 'unhandled' ? { FunctionError: 'Unhandled' } : {}),
            Payload: bytesOf(
              result.kind === 'answered'
                ? result.payload
                : JSON.stringify({
                    errorType: result.errorType,
                    errorMessage: result.errorMessage,
                    trace: result.trace,
                  }),
            ),
          };
        },
      ),
    },
  };
}

/** Names, partial and full ARNs are accepted; a qualifier at the end is not part of the name. */
const bareName = (name: string | undefined): string =>
  required(name, 'functionName')
    .replace(/^.*:?function:/, '')
    .replace(/:.*$/, '');

function qualified(name: string | undefined, qualifier: string | undefined): string {
  const plain = functionArn(bareName(name));
  return qualifier === undefined ? plain : `${plain}:${qualifier}`;
}

const onFunctionInvoke = ({ FunctionName, Qualifier }: InvokeCommandInput) => ({
  action: 'lambda:InvokeFunction',
  resources: [qualified(FunctionName, Qualifier)],
});

const notFound = (message: string) => new AwsError('ResourceNotFoundException', message, { status: 404 });
const textOf = (payload: string | Uint8Array) =>
  typeof payload === 'string' ? payload : new TextDecoder().decode(payload);

/** The SDK's payloads are byte arrays with helpers; nobody here uses the helpers. */
const bytesOf = (json: string) =>
  new TextEncoder().encode(json) as NonNullable<InvokeCommandOutput['Payload']>;
