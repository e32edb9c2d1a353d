import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  AddPermissionCommand,
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  PublishVersionCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { countPoints, newestPoint } from '../../local/story/newest-point.ts'
import { FLOW_TIMEOUT, kinds, newCode, openFlow } from './flow.ts'

const flow = openFlow()
const { lambda } = flow.clients

/** One function for each test, created together: each creation waits for a batching window. */
const names = { change: '', burst: '', unchanged: '', twice: '', versions: '' }

beforeAll(async () => {
  const labels = Object.keys(names) as (keyof typeof names)[]
  await Promise.all(
    labels.map(async (label) => (names[label] = await flow.createFunction(label, { Timeout: 7 }))),
  )
}, FLOW_TIMEOUT)

describe('a change of a function', () => {
  test(
    'becomes a recovery point whose blob is what Lambda runs',
    async () => {
      const FunctionName = names.change
      const ZipFile = await newCode('second')
      const outcomes = await flow.outcomes(FunctionName, () =>
        lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })),
      )
      expect(kinds(outcomes)).toContain('captured')
      const { point } = await newestPoint(flow.vault, FunctionName)
      expect(point.content.code?.type).toBe('zip')
      const hash = createHash('sha256')
      const [blob] = point.blobs
      await pipeline(await flow.vault.openBlob(blob!.sha256), hash)
      expect(hash.digest('base64')).toBe(await flow.codeSha256(FunctionName))
      expect(point.cause).toMatchObject({ type: 'event', eventName: 'UpdateFunctionCode' })
    },
    FLOW_TIMEOUT,
  )

  test(
    'of ten calls at once is one recovery point, of the state after the last',
    async () => {
      const FunctionName = names.burst
      const before = await countPoints(flow.vault, FunctionName)
      const calls = Array.from({ length: 10 }, (_, index) => allow(FunctionName, `s${index + 1}`))
      await flow.outcomes(FunctionName, () => Promise.all(calls.map((call) => lambda.send(call))))
      expect((await countPoints(flow.vault, FunctionName)) - before).toBe(1)
      const { point } = await newestPoint(flow.vault, FunctionName)
      for (let call = 1; call <= 10; call++) {
        expect(JSON.stringify(point.content.policy)).toContain(`"s${call}"`)
      }
      expect(point.cause.type === 'event' && point.cause.coalesced?.length).toBe(9)
    },
    FLOW_TIMEOUT,
  )

  test(
    'that sets what is already set is unchanged',
    async () => {
      const FunctionName = names.unchanged
      const before = await countPoints(flow.vault, FunctionName)
      const outcomes = await flow.outcomes(FunctionName, () =>
        lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 7 })),
      )
      expect(new Set(kinds(outcomes))).toEqual(new Set(['unchanged']))
      expect(await countPoints(flow.vault, FunctionName)).toBe(before)
    },
    FLOW_TIMEOUT,
  )

  test(
    'told of twice and out of order leaves one recovery point for each state, and the newest last',
    async () => {
      const { options } = await flow.gateway.trail()
      const FunctionName = names.twice
      await flow.gateway.setTrail({ duplicateRate: 1, disorderRate: 1, disorderMs: 4000 })
      try {
        await flow.outcomes(FunctionName, async () => {
          for (const release of ['a', 'b', 'c']) {
            const Resource = `arn:aws:lambda:eu-west-1:${process.env['AWS_ACCESS_KEY_ID']}:function:${FunctionName}`
            await lambda.send(new TagResourceCommand({ Resource, Tags: { release } }))
          }
        })
      } finally {
        await flow.gateway.setTrail(options)
      }
      const { point } = await newestPoint(flow.vault, FunctionName)
      expect(point.content.tags).toEqual({ release: 'c' })
      expect(await countPoints(flow.vault, FunctionName)).toBe(2)
    },
    FLOW_TIMEOUT,
  )

  test(
    'is also the deletion of an alias or of a version',
    async () => {
      const FunctionName = names.versions
      await flow.outcomes(FunctionName, async () => {
        await lambda.send(new PublishVersionCommand({ FunctionName }))
        await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }))
      })
      expect((await newestPoint(flow.vault, FunctionName)).point.content).toMatchObject({
        versions: [{ version: '1' }],
        aliases: [{ name: 'live' }],
      })
      await flow.outcomes(FunctionName, () =>
        lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' })),
      )
      expect((await newestPoint(flow.vault, FunctionName)).point.content.aliases).toEqual([])
      await flow.outcomes(FunctionName, () =>
        lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' })),
      )
      expect((await newestPoint(flow.vault, FunctionName)).point.content.versions).toEqual([])
    },
    FLOW_TIMEOUT,
  )
})

function allow(FunctionName: string, StatementId: string): AddPermissionCommand {
  const Principal = 'events.amazonaws.com'
  return new AddPermissionCommand({ FunctionName, StatementId, Action: 'lambda:InvokeFunction', Principal })
}
