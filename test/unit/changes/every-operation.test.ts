import * as lambda from '@aws-sdk/client-lambda'
import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticOperationSchema } from '@smithy/types'
import { describe, expect, test } from '@jest/globals'
import { readChange } from '../../../shared/changes/read-change.ts'
import { trailEvent } from '../../fixtures/trail-event.ts'

const ACCOUNT = '123456789012'
const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders:live`

/** Calls that change no function, and as what they are ignored. */
const IGNORED: Readonly<Record<string, string>> = {
  ...all('layer', [
    'AddLayerVersionPermission',
    'DeleteLayerVersion',
    'PublishLayerVersion',
    'RemoveLayerVersionPermission',
  ]),
  ...all('not-about-a-function', [
    'CheckpointDurableExecution',
    'CreateCapacityProvider',
    'CreateCodeSigningConfig',
    'DeleteCapacityProvider',
    'DeleteCodeSigningConfig',
    'SendDurableExecutionCallbackFailure',
    'SendDurableExecutionCallbackHeartbeat',
    'SendDurableExecutionCallbackSuccess',
    'StopDurableExecution',
    'UpdateCapacityProvider',
    'UpdateCodeSigningConfig',
  ]),
}

function all(reason: string, operations: readonly string[]): Record<string, string> {
  return Object.fromEntries(operations.map((operation) => [operation, reason]))
}

/** What CloudTrail puts where an input or output names the function. */
const NAMES: Readonly<Record<string, string>> = {
  functionName: 'orders',
  functionArn: FUNCTION,
  resourceArn: FUNCTION,
  resource: FUNCTION,
}

const writes = Object.keys(lambda).flatMap((name) => {
  const operation = /^(?!Get|List|Invoke)(\w+)Command$/.exec(name)?.[1]
  return operation === undefined ? [] : [operation]
})

/** The members of a call's input or output as CloudTrail writes them, each with a value. */
function elements(operation: string, side: 4 | 5): Record<string, string> {
  const schemas = lambda as unknown as Readonly<Record<string, StaticOperationSchema>>
  const shape = NormalizedSchema.of(schemas[`${operation}$`]![side])
  const members = shape.isStructSchema() ? [...shape.structIterator()].map(([name]) => name) : []
  const written = members.map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`)
  return Object.fromEntries(written.map((name) => [name, NAMES[name] ?? 'x']))
}

describe('of the calls that the installed client knows and that change something', () => {
  test.each(writes)('%s is a change of its function, or ignored on purpose', (eventName) => {
    const requestParameters = elements(eventName, 4)
    const reading = readChange(
      trailEvent({ eventName, requestParameters, responseElements: elements(eventName, 5) }),
      { account: ACCOUNT, kinds: [] },
    )
    const reason = IGNORED[eventName]
    expect(reading).toMatchObject(
      reason === undefined
        ? { type: 'change', change: { eventName, resource: { name: 'orders' } } }
        : { type: 'ignored', reason },
    )
  })

  test('those that are ignored are all known', () => {
    expect(writes).toEqual(expect.arrayContaining(Object.keys(IGNORED)))
  })
})
