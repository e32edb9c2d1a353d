// Two projects: `unit` needs only Node; `emulator` needs the emulator, which its global set-up starts once.
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  transform: { '\\.ts$': '<rootDir>/test/transform.mjs' },
}

export default {
  testSequencer: '<rootDir>/test/last-tests.mjs',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.emulator\\.test\\.ts$'],
    },
    {
      ...shared,
      displayName: 'emulator',
      testMatch: ['<rootDir>/test/**/*.emulator.test.ts'],
      globalSetup: '<rootDir>/test/emulator-setup.mjs',
      globalTeardown: '<rootDir>/test/emulator-teardown.mjs',
    },
  ],
}
