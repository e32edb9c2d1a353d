// Four projects: `unit` and `slow` need only Node, and `slow` takes seconds a file; `wiring` looks at the service as it
// is packaged; `emulator` needs the emulator, which its global set-up starts once.

// Jest's loader: a JavaScript of its own for each file, into which every module is loaded anew.
const isolated = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  transform: { '\\.ts$': '<rootDir>/test/transform.mjs' },
}

// Node's loader, as the product has it: each module is loaded once for all files that a worker runs. Modules hold no
// state (the world is passed in), so files cannot meet there; what they change of the process is changed back.
const inPlainNode = {
  transform: {},
  testEnvironment: '<rootDir>/test/plain-node/environment.mjs',
  testRunner: '<rootDir>/test/plain-node/run-file.mjs',
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
      ...inPlainNode,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', onEmulator, slow, '<rootDir>/test/wiring/'],
    },
    { ...inPlainNode, displayName: 'slow', testMatch: ['<rootDir>/test/**/*.slow.test.ts'] },
    {
      ...isolated,
      displayName: 'wiring',
      testMatch: ['<rootDir>/test/wiring/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', onEmulator],
      globalSetup: '<rootDir>/test/wiring-setup.mjs',
    },
    {
      ...isolated,
      displayName: 'emulator',
      testMatch: ['<rootDir>/test/**/*.emulator.test.ts'],
      globalSetup: '<rootDir>/test/emulator-setup.mjs',
      globalTeardown: '<rootDir>/test/emulator-teardown.mjs',
    },
  ],
}
