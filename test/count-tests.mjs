import { mkdirSync, writeFileSync } from 'node:fs'

/** Leaves what jest counted where .ci/run adds it up: one file for each process of jest. */
export default class CountTests {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    const folder = new URL('../.cache/test-counts/', import.meta.url)
    mkdirSync(folder, { recursive: true })
    const counts = { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites }
    writeFileSync(new URL(`${process.pid}.json`, folder), JSON.stringify(counts))
  }
}
