import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from '@jest/globals'
import * as errors from '../../shared/errors.ts'

const validate = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => {
  isValid: boolean
  errorsText: () => string
}
const FOLDER = new URL('../../state-machines/', import.meta.url)
const machines = readdirSync(FOLDER).filter((file) => file.endsWith('.asl.json'))

/** Error names that Step Functions, Lambda and their SDKs raise themselves. */
const NAMES_OF_AWS = /^(States|Lambda)\./

describe.each(machines)('%s', (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8')

  test('is valid Amazon States Language', () => {
    const result = validate(JSON.parse(text))
    expect(result.isValid ? '' : result.errorsText()).toBe('')
  })

  test('matches only errors that the code raises', () => {
    const matched = [...text.matchAll(/"ErrorEquals":\s*\[([^\]]*)\]/g)].flatMap(
      ([, list]) => JSON.parse(`[${list}]`) as string[],
    )
    const unknown = matched.filter((name) => !NAMES_OF_AWS.test(name) && !(name in errors))
    expect(unknown).toEqual([])
  })
})

test('there are state machines to check', () => {
  expect(machines).not.toEqual([])
})
