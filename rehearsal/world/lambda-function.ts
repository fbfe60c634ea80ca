import type {
  AliasConfiguration,
  FunctionCodeLocation,
  FunctionConfiguration,
  PublishVersionCommandInput,
  UpdateAliasCommandInput,
  UpdateFunctionCodeCommandInput,
} from '@aws-sdk/client-lambda';
import { AwsError, required } from './aws-error.ts';
import { type Behaviours, digestOf } from './behaviour.ts';
import { functionArn } from './place.ts';
import type { Surroundings } from './service.ts';

export type NewLambdaFunction = {
  readonly name: string;
  readonly alias: string;
  /** `repository@sha256:...`, or `s3://bucket/key`. */
  readonly code: string;
};

type Version = {
  readonly number: string;
  code: string;
  state: 'Pending' | 'Active' | 'Failed';
  update: 'InProgress' | 'Successful' | 'Failed';
  reason?: string;
  revisionId: string;
};
type Alias = { version: string; weights: Record<string, number>; revisionId: string; description: string };

/** How long Lambda works on new code before it can be published or invoked. */
const updateMillis = { least: 3_000, most: 15_000 };

/** A function that Haldane releases: its code, published versions and aliases. */
export class LambdaFunction {
  readonly #name: string;
  readonly #latest: Version;
  readonly #versions = new Map<string, Version>();
  readonly #aliases = new Map<string, Alias>();
  readonly #surroundings: Surroundings;
  readonly #behaviours: Behaviours;
  #nextNumber = 1;

  constructor({ name, alias, code }: NewLambdaFunction, surroundings: Surroundings, behaviours: Behaviours) {
    this.#name = name;
    this.#surroundings = surroundings;
    this.#behaviours = behaviours;
    this.#latest = {
      number: '$LATEST',
      code,
      state: 'Active',
      update: 'Successful',
      revisionId: this.#revision(),
    };
    const first = this.#publishLatest();
    this.#aliases.set(alias, {
      version: first.number,
      weights: {},
      revisionId: this.#revision(),
      description: '',
    });
  }

  /** The share of an alias's requests that each version gets now. */
  shares(aliasName: string): Readonly<Record<string, number>> {
    const { version, weights } = this.#alias(aliasName);
    const routed = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    return { ...weights, [version]: 1 - routed };
  }

  /** What a version runs, as behaviours name it. */
  release(versionNumber: string): string {
    return digestOf(this.#version(versionNumber).code);
  }

  alias(name: string): AliasConfiguration {
    const { version, weights, revisionId, description } = this.#alias(name);
    return {
      AliasArn: `${functionArn(this.#name)}:${name}`,
      Name: name,
      FunctionVersion: version,
      Description: description,
      RevisionId: revisionId,
      ...(Object.keys(weights).length > 0
        ? { RoutingConfig: { AdditionalVersionWeights: { ...weights } } }
        : {}),
    };
  }

  /** With a version: those aliases that send anything to it. */
  aliasesOf(version?: string): AliasConfiguration[] {
    return [...this.#aliases]
      .filter(([, alias]) => version === undefined || alias.version === version || version in alias.weights)
      .map(([name]) => this.alias(name));
  }

  updateAlias(input: UpdateAliasCommandInput): AliasConfiguration {
    const name = required(input.Name, 'name');
    const alias = this.#alias(name);
    if (input.RevisionId !== undefined && input.RevisionId !== alias.revisionId)
      throw staleRevision('GetAlias');
    const version = input.FunctionVersion ?? alias.version;
    const weights =
      input.RoutingConfig === undefined
        ? alias.weights
        : (input.RoutingConfig.AdditionalVersionWeights ?? {});
    for (const number of [version, ...Object.keys(weights)]) this.#version(number);
    const invalid =
      Object.entries(weights).some(([number, weight]) => number === version || weight < 0 || weight > 1) ||
      (version === '$LATEST' && Object.keys(weights).length > 0) ||
      Object.keys(weights).length > 1;
    if (invalid) {
      throw new AwsError(
        'InvalidParameterValueException',
        'The alias routing configuration is invalid: it needs two different published versions and a weight from 0 to 1',
      );
    }
    alias.version = version;
    alias.weights = { ...weights };
    alias.description = input.Description ?? alias.description;
    alias.revisionId = this.#revision();
    return this.alias(name);
  }

  updateCode(input: UpdateFunctionCodeCommandInput): FunctionConfiguration {
    const latest = this.#latest;
    this.#refuseWhileUpdating();
    if (input.RevisionId !== undefined && input.RevisionId !== latest.revisionId)
      throw staleRevision('GetFunction');
    if (input.DryRun === true) return this.configuration('$LATEST');
    const code = codeOf(input);
    const { start } = this.#behaviours.of(digestOf(code));
    refuseCode(code, latest.code, start === 'image missing');
    latest.code = code;
    latest.update = 'InProgress';
    latest.revisionId = this.#revision();
    const newest = [...this.#versions.values()].at(-1);
    // "This has the same effect as calling PublishVersion separately", which publishes nothing where nothing has changed.
    const published =
      input.Publish !== true ? undefined : newest?.code === code ? newest : this.#publishLatest('Pending');
    const { clock, random } = this.#surroundings;
    clock.schedule(clock.now() + Math.round(random.between(updateMillis.least, updateMillis.most)), () => {
      latest.update = 'Successful';
      if (published === undefined) return;
      // The function is one with SnapStart: publishing starts the code and keeps what it has initialized.
      const crashes = start === 'crashes';
      published.state = crashes ? 'Failed' : 'Active';
      published.update = crashes ? 'Failed' : 'Successful';
      published.reason = crashes ? 'RequestId: 0 Error: Runtime exited with error: exit status 1' : '';
    });
    return this.configuration(published?.number ?? '$LATEST');
  }

  /** Code that was published already is not published again: the answer is its version. */
  publish({ CodeSha256, RevisionId }: PublishVersionCommandInput): FunctionConfiguration {
    this.#refuseWhileUpdating();
    if (RevisionId !== undefined && RevisionId !== this.#latest.revisionId)
      throw staleRevision('GetFunction');
    if (CodeSha256 !== undefined && CodeSha256 !== shaOf(this.#latest.code)) {
      throw new AwsError(
        'InvalidParameterValueException',
        `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${shaOf(this.#latest.code)}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const newest = [...this.#versions.values()].at(-1);
    const version = newest?.code === this.#latest.code ? newest : this.#publishLatest();
    return this.configuration(version.number);
  }

  removeVersion(number: string): void {
    const version = this.#version(number);
    const user = [...this.#aliases].find(([, alias]) => alias.version === number || number in alias.weights);
    if (user !== undefined) {
      throw new AwsError(
        'ResourceConflictException',
        `Cannot delete the version ${number} of function ${functionArn(this.#name)}: alias ${user[0]} references it`,
        { status: 409 },
      );
    }
    this.#versions.delete(version.number);
  }

  configurations(): FunctionConfiguration[] {
    return ['$LATEST', ...this.#versions.keys()].map((number) => this.configuration(number));
  }

  configuration(qualifier = '$LATEST'): FunctionConfiguration {
    const version = this.#version(this.#aliases.get(qualifier)?.version ?? qualifier);
    const suffix = version.number === '$LATEST' ? '' : `:${version.number}`;
    return {
      FunctionName: this.#name,
      FunctionArn: `${functionArn(this.#name)}${suffix}`,
      Version: version.number,
      CodeSha256: shaOf(version.code),
      PackageType: version.code.startsWith('s3://') ? 'Zip' : 'Image',
      State: version.state,
      LastUpdateStatus: version.update,
      ...(version.reason ? { LastUpdateStatusReason: version.reason, StateReason: version.reason } : {}),
      RevisionId: version.revisionId,
    };
  }

  code(qualifier = '$LATEST'): FunctionCodeLocation {
    const { code } = this.#version(this.#aliases.get(qualifier)?.version ?? qualifier);
    return code.startsWith('s3://')
      ? { RepositoryType: 'S3', Location: code }
      : { RepositoryType: 'ECR', ImageUri: code, ResolvedImageUri: code };
  }

  #publishLatest(state: Version['state'] = 'Active'): Version {
    const number = String(this.#nextNumber);
    this.#nextNumber += 1;
    const version = { ...this.#latest, number, state, revisionId: this.#revision() };
    this.#versions.set(number, version);
    return version;
  }

  #version(number: string): Version {
    const version = number === '$LATEST' ? this.#latest : this.#versions.get(number);
    if (version === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Function not found: ${functionArn(this.#name)}:${number}`,
        { status: 404 },
      );
    }
    return version;
  }

  #alias(name: string): Alias {
    const alias = this.#aliases.get(name);
    if (alias === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Cannot find alias arn: ${functionArn(this.#name)}:${name}`,
        { status: 404 },
      );
    }
    return alias;
  }

  #refuseWhileUpdating(): void {
    if (this.#latest.update !== 'InProgress') return;
    throw new AwsError(
      'ResourceConflictException',
      `The operation cannot be performed at this time. An update is in progress for resource: ${functionArn(this.#name)}`,
      { status: 409 },
    );
  }

  #revision(): string {
    return this.#surroundings.random.hex(32);
  }
}

const codeOf = ({ ImageUri, S3Bucket, S3Key, S3ObjectVersion }: UpdateFunctionCodeCommandInput): string =>
  ImageUri ??
  `s3://${required(S3Bucket, 's3Bucket')}/${required(S3Key, 's3Key')}${S3ObjectVersion === undefined ? '' : `?versionId=${S3ObjectVersion}`}`;

/** Lambda looks for new code at once, and a function stays what it was made as. */
function refuseCode(code: string, before: string, isMissing: boolean): void {
  const isArchive = code.startsWith('s3://');
  if (isArchive !== before.startsWith('s3://')) {
    const asked = isArchive ? 'a ZIP archive' : 'a container image';
    throw new AwsError(
      'InvalidParameterValueException',
      `The package type of a function cannot be changed to that of ${asked}`,
    );
  }
  if (!isMissing) return;
  throw new AwsError(
    'InvalidParameterValueException',
    isArchive
      ? 'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.'
      : `Source image ${code} does not exist. Provide a valid source image.`,
  );
}

/** For images Lambda shows the digest; for archives any text that changes with the code serves. */
const shaOf = (code: string) => digestOf(code).replace(/^sha256:/, '');

function staleRevision(api: string): AwsError {
  const message = `The Revision Id provided does not match the latest Revision Id. Call the ${api} API to retrieve the latest Revision Id`;
  return new AwsError('PreconditionFailedException', message, { status: 412 });
}
