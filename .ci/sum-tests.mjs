// Adds up what the test processes counted and prints `tests: N passed, N failed`. None at all is a failure.
import { readFileSync, readdirSync } from 'node:fs'

const folder = new URL('../.cache/test-counts/', import.meta.url)
const sum = { passed: 0, failed: 0 }
for (const file of readdirSync(folder)) {
  const counts = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
  sum.passed += counts.passed
  sum.failed += counts.failed
}
console.log(`tests: ${sum.passed} passed, ${sum.failed} failed`)
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1
