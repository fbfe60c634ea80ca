import type { Env } from './_env.ts';
import { BadInput } from './_errors.ts';

/** Where Haldane runs: account and region, and how ARNs of its own executions begin. */
type Here = { readonly account: string; readonly region: string; readonly executions: string };

/** `arn:aws:states:eu-west-1:123456789012:stateMachine:haldane-prod-rollout` says it all. */
export function hereOf({ stateMachineArn }: Pick<Env, 'stateMachineArn'>): Here {
  const [, , , region = '', account = ''] = stateMachineArn.split(':');
  return { account, region, executions: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:` };
}

/** A bus that is shared with others carries their events, too. The rules leave those out; whoever calls a handler past them is refused here. */
export function refuseStrangers(
  { account, region }: { readonly account: string; readonly region: string },
  env: Env,
): void {
  const here = hereOf(env);
  if (account === here.account && region === here.region) return;
  throw new BadInput('This event is of another account or region. Haldane hears its own only.');
}
