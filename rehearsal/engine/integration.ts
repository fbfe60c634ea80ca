/** How a Task state's resource is called, and which family of events tells of it. */
export type Integration =
  | {
      readonly kind: 'service';
      readonly resourceType: string;
      readonly resource: string;
      /** When the task is done: at the service's answer, when the job it started ends, or when a token comes back. */
      readonly until: 'answer' | 'job' | 'token';
    }
  | { readonly kind: 'function' }
  | { readonly kind: 'activity' };

/** `arn:aws:states:::aws-sdk:s3:getObject` is the resource `getObject` of the type `aws-sdk:s3`. */
export function integrationOf(arn: string): Integration {
  const service = /^arn:[\w-]+:states:[\w-]*:\d*:((?:aws-sdk:)?[^:]+):(.+)$/.exec(arn);
  const [, resourceType, resource] = service ?? [];
  if (resourceType !== undefined && resource !== undefined && resourceType !== 'activity') {
    const until = resource.endsWith('.waitForTaskToken')
      ? 'token'
      : /\.sync(:\d+)?$/.test(resource)
        ? 'job'
        : 'answer';
    return { kind: 'service', resourceType, resource, until };
  }
  return { kind: /^arn:[\w-]+:lambda:/.test(arn) ? 'function' : 'activity' };
}
