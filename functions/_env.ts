/** The only place that reads `process.env`. serverless.yml sets both for every function. */
export type Env = { readonly tableName: string; readonly stateMachineArn: string };

export function readEnv(): Env {
  return { tableName: variable('HALDANE_TABLE'), stateMachineArn: variable('HALDANE_STATE_MACHINE') };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(
      `The environment variable ${name} is not set. Deploy with serverless.yml, which sets it.`,
    );
  return value;
}
