/** What Jest gives the test file that runs now: `test`, `expect`, ... and `jest`. Files of one process run one by one. */
let globals = {}

export const setGlobals = (given) => {
  globals = given
}

/** Modules outlive the file that loaded them, so what they import looks up the file that runs when it is used. */
const live = (name) =>
  new Proxy(() => {}, {
    apply: (_target, self, args) => Reflect.apply(globals[name], self, args),
    get: (_target, key) => globals[name][key],
  })

// The exports are those of `@jest/globals` that tests import; run-file.mjs puts this module in its place.
export const afterAll = live('afterAll')
export const afterEach = live('afterEach')
export const beforeAll = live('beforeAll')
export const beforeEach = live('beforeEach')
export const describe = live('describe')
export const expect = live('expect')
export const jest = live('jest')
export const test = live('test')
