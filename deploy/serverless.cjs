// Lets serverless.yml take its functions, roles, rules and the machine from deploy/deployment.ts.
// Serverless reads its configuration as CommonJS; Node 24 runs the TypeScript behind it as it is.
module.exports = async ({ resolveVariable }) => {
  const { cloudFormation } = await import('./cloudformation.ts');
  const { deployment } = await import('./deployment.ts');
  const { readSources } = await import('./sources.ts');
  return cloudFormation(deployment(await readSources(), await resolveVariable('sls:stage')));
};
