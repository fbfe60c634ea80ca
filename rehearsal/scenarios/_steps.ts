/** A person decides before half of the users get the new version. */
export const stepsWithApproval = [
  { weight: '5%', bake: '15m' },
  { weight: '50%', bake: '15m', approval: { timeout: '2h', onTimeout: 'rollback' } },
  { weight: '100%', bake: '15m' },
];

/** For stories of several releases. */
export const quarterHours = [
  { weight: '5%', bake: '15m' },
  { weight: '25%', bake: '15m' },
  { weight: '50%', bake: '15m' },
  { weight: '100%', bake: '5m' },
];
