import main from '../../jest.config.mjs';

/** Only `npm run test:wire` reads this; plain `npm test` runs no wire test. */
export default {
  ...main,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/wire/*.wire.ts'],
  testTimeout: 30_000,
};
