// Lets serverless.yml take its functions, roles, rules and the machine from deploy/deployment.ts.
// Serverless reads its configuration as CommonJS; Node 24 runs the TypeScript behind it as it is.
module.exports = async ({ resolveVariable }) => {
  if (!process.features.typescript) {
    throw new Error(
      'This Node cannot run TypeScript. Use `npm run package` or `npx serverless`, which bring Node 24.',
    );
  }
  const { cloudFormation } = await import('./cloudformation.ts');
  const { deployment } = await import('./deployment.ts');
  const { readSources } = await import('./sources.ts');
  return cloudFormation(deployment(await readSources(), await resolveVariable('sls:stage')));
};
