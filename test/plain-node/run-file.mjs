// Jest's own way to run a file (jest-circus), but Node loads the modules: once in each worker, TypeScript included.
// Under Jest's loader two thirds of the time of the unit tests went into loading the same modules for every file.
import { createRequire, enableCompileCache, registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { setGlobals } from './current-file.mjs'

const require = createRequire(import.meta.url)
const { default: runWithCircus } = require('jest-circus/runner')
const GLOBALS = new URL('current-file.mjs', import.meta.url).href

// Where jest-circus keeps what it knows of a file, and `jest.setTimeout` what a file asks for.
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS')
const TEST_TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL')

enableCompileCache(fileURLToPath(new URL('../../.cache/compiled', import.meta.url)))
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: GLOBALS, shortCircuit: true } : next(specifier, context),
})

/** What tests here use of `jest`; there are no module mocks. */
function jestObject({ moduleMocker, fakeTimersModern }) {
  return {
    setTimeout: (ms) => void (globalThis[TEST_TIMEOUT] = ms),
    spyOn: moduleMocker.spyOn.bind(moduleMocker),
    restoreAllMocks: () => moduleMocker.restoreAllMocks(),
    useFakeTimers: () => fakeTimersModern.useFakeTimers(),
    useRealTimers: () => fakeTimersModern.useRealTimers(),
    advanceTimersByTimeAsync: (ms) => fakeTimersModern.advanceTimersByTimeAsync(ms),
  }
}

/** What jest-circus asks of Jest's module loader, done by Node. */
const loaderFor = (environment) => ({
  requireInternalModule(path) {
    delete require.cache[path]
    delete globalThis[EVENT_HANDLERS]
    return require(path)
  },
  requireModule: require,
  setGlobalsForRuntime: (globals) => setGlobals({ ...globals, jest: jestObject(environment) }),
  unstable_shouldLoadAsEsm: () => true,
  unstable_importModule: (path) => import(pathToFileURL(path).href),
  enterTestCode() {},
  leaveTestCode() {},
})

export default async function runFile(globalConfig, config, environment, _loader, path, tellJest) {
  delete globalThis[TEST_TIMEOUT]
  return runWithCircus(globalConfig, config, environment, loaderFor(environment), path, tellJest)
}
