// Four projects: `unit` and `slow` need only Node, and `slow` takes seconds a file; `wiring` looks at the service as it
// is packaged; `emulator` needs the emulator, which its global set-up starts once.
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  transform: { '\\.ts$': '<rootDir>/test/transform.mjs' },
}

const onEmulator = '\\.emulator\\.test\\.ts$'
const slow = '\\.slow\\.test\\.ts$'

export default {
  // Jest leaves one core free by itself; on two cores that is half of them.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/last-tests.mjs',
  reporters: ['default', '<rootDir>/test/count-tests.mjs'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', onEmulator, slow, '<rootDir>/test/wiring/'],
    },
    { ...shared, displayName: 'slow', testMatch: ['<rootDir>/test/**/*.slow.test.ts'] },
    {
      ...shared,
      displayName: 'wiring',
      testMatch: ['<rootDir>/test/wiring/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', onEmulator],
      globalSetup: '<rootDir>/test/wiring-setup.mjs',
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
