import { readFileSync, readdirSync } from 'node:fs'
import * as lambda from '@aws-sdk/client-lambda'
import { expect, test } from '@jest/globals'

const SOURCES = new URL('../../../shared/aws/', import.meta.url)
const LISTED = 'its list has it'
const IN_GET_FUNCTION = 'GetFunction answers with it'
const OF_A_RUN = 'tells of a run of the function, not of a setting'

/** Reads of Lambda that Holdfast does without. */
const NOT_USED: Readonly<Record<string, string>> = {
  GetAlias: LISTED,
  GetDurableExecution: OF_A_RUN,
  GetDurableExecutionHistory: OF_A_RUN,
  GetDurableExecutionState: OF_A_RUN,
  GetFunctionConcurrency: IN_GET_FUNCTION,
  GetFunctionConfiguration: IN_GET_FUNCTION,
  GetFunctionEventInvokeConfig: LISTED,
  GetFunctionUrlConfig: LISTED,
  GetLayerVersion: 'a function names a layer version by ARN',
  GetProvisionedConcurrencyConfig: LISTED,
  GetResourcePolicy: 'GetPolicy answers with the same document',
  ListCapacityProviders: 'a function names its capacity provider',
  ListDurableExecutionsByFunction: OF_A_RUN,
  ListFunctionVersionsByCapacityProvider: 'a version names its capacity provider',
  ListLayers: 'a function names its layer versions',
  ListTags: IN_GET_FUNCTION,
}

test('every read that the installed client knows is used, or on a list with a reason', () => {
  const known = Object.keys(lambda).flatMap((name) => /^((?:Get|List)\w+)Command$/.exec(name)?.[1] ?? [])
  const code = readdirSync(SOURCES).map((file) => readFileSync(new URL(file, SOURCES), 'utf8'))
  const isUsed = (name: string) =>
    code.some((text) => new RegExp(`\\b(?:${name}Command|paginate${name})\\(`).test(text))
  expect(known.length).toBeGreaterThan(30)
  expect(known.filter((name) => !isUsed(name)).toSorted()).toEqual(Object.keys(NOT_USED).toSorted())
})
