import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { type Grant, grantsIn } from '../deploy/granted.ts';
import { call } from '../providers/call.ts';
import { Denied } from '../providers/errors.ts';
import type { Account } from './account.ts';

/** What the deployment in the account grants; or why that cannot be known, which is no reason to stop. */
export async function deployedGrants({
  aws,
  names,
}: Account): Promise<
  | { readonly known: true; readonly grants: readonly Grant[] }
  | { readonly known: false; readonly why: string }
> {
  // The Serverless Framework calls the stack as everything else begins: haldane-dev.
  const stack = names.prefix;
  try {
    const { TemplateBody = '' } = await call(
      { action: 'cloudformation:GetTemplate', resource: `stack ${stack}` },
      () => aws.cloudformation.send(new GetTemplateCommand({ StackName: stack })),
    );
    const grants = grantsIn(TemplateBody);
    if (grants !== null) return { known: true, grants };
    return { known: false, why: `the stack ${stack} does not say what it grants; deploy it once more` };
  } catch (error) {
    if (error instanceof Denied) return { known: false, why: error.message };
    // CloudFormation's only name for it is ValidationError.
    if (error instanceof Error && /does not exist/.test(error.message)) {
      return { known: false, why: `there is no stack ${stack}; is Haldane deployed by other means?` };
    }
    throw error;
  }
}
