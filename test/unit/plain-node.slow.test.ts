import { beforeAll, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const JEST = createRequire(import.meta.url).resolve('jest/bin/jest')

/** The files of test/fixtures/failing-tests by their names, run in one process as unit tests are. */
const CONFIG = {
  rootDir: ROOT,
  roots: ['<rootDir>/test/fixtures/failing-tests'],
  testMatch: ['**/*.fails.ts'],
  testSequencer: '<rootDir>/test/fixtures/failing-tests/by-name.mjs',
  transform: {},
  testEnvironment: '<rootDir>/test/plain-node/environment.mjs',
  testRunner: '<rootDir>/test/plain-node/run-file.mjs',
}

let report: Report

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'))
  try {
    report = await runJest(join(folder, 'report.json'))
  } finally {
    await rm(folder, { recursive: true })
  }
}, 60_000)

async function runJest(outputFile: string): Promise<Report> {
  const args = [
    '--config',
    JSON.stringify(CONFIG),
    '--ci',
    '--runInBand',
    '--json',
    '--outputFile',
    outputFile,
  ]
  const options = { cwd: ROOT, timeout: 50_000 }
  await new Promise((resolve) => execFile(process.execPath, [JEST, ...args], options, resolve))
  return JSON.parse(await readFile(outputFile, 'utf8')) as Report
}

const fileNamed = (name: string) => report.testResults.find((file) => file.name.endsWith(`/${name}.fails.ts`))

/** Each test of a file: its status, and of a failed one the first line of the reason. */
const verdicts = (name: string) =>
  Object.fromEntries(
    fileNamed(name)!.assertionResults.map(({ title, status, failureMessages: [reason = ''] }) => [
      title,
      status === 'failed' ? stripVTControlCharacters(reason.split('\n')[0]!) : status,
    ]),
  )

test('a test that fails is told, in whichever way it fails', () => {
  expect(verdicts('each-way')).toEqual({
    passes: 'passed',
    'expects something else': expect.stringContaining('toEqual'),
    throws: 'TypeError: thrown',
    'never ends': expect.stringContaining('Exceeded timeout of 200 ms'),
    'leaves a rejection to nobody': 'Error: left alone',
    'throws after it returned to the loop': 'Error: thrown later',
    'asserts less than it promised': expect.stringContaining('expect.assertions(1)'),
    'no longer matches its snapshot': expect.stringContaining('toMatchInlineSnapshot'),
    'of several fails with 1': 'passed',
    'of several fails with 2': expect.stringContaining('toBe'),
    'is left out': 'pending',
    'fails what it prepares': 'Error: no ground to stand on',
  })
})

test.each([
  ['in-after-all', 'cannot clean up'],
  ['loads-nothing', 'not-there.ts'],
  ['no-test', 'must contain at least one test'],
])('the file %s fails as a whole', (name, reason) => {
  expect(fileNamed(name)?.message).toContain(reason)
})

test('the environment, mocks, clock and time-out of one file are not those of the next', () => {
  expect(verdicts('next-file')).toEqual({
    'finds its own environment': 'passed',
    'finds no mock of another file': 'passed',
    'has the time of the clock, and as much of it as Jest gives': 'passed',
  })
})
