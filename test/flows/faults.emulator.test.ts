import { afterEach, describe, expect, test } from '@jest/globals'
import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import type { Fault } from '../../local/gateway/faults.ts'
import { newestPoint } from '../../local/story/newest-point.ts'
import { FLOW_TIMEOUT, kinds, newCode, openFlow } from './flow.ts'

const flow = openFlow()
const ON_CHANGE = 'holdfast-on-change'

/** Each strikes on-change a few times in the middle of a capture; none may cost a point, or let a wrong one in. */
const FAULTS: readonly (readonly [string, Fault])[] = [
  ['Lambda throttles', { kind: 'throttle', match: { service: 'lambda', app: ON_CHANGE }, count: 3 }],
  ['Lambda fails', { kind: 'server-error', match: { service: 'lambda', app: ON_CHANGE }, skip: 2, count: 2 }],
  [
    'a connection to Lambda is cut',
    { kind: 'cut', match: { service: 'lambda', app: ON_CHANGE }, skip: 1, count: 1 },
  ],
  ['the download of the code is cut', { kind: 'cut-body', match: { service: 'code-storage' }, count: 1 }],
  [
    'the download of the code ends early, as if it were all',
    { kind: 'truncate', honestLength: true, match: { service: 'code-storage' }, count: 1 },
  ],
  [
    'S3 asks for less',
    { kind: 'throttle', match: { service: 's3', operation: 'PutObject', app: ON_CHANGE }, count: 2 },
  ],
  [
    'S3 stores the manifest, and its answer is lost',
    { kind: 'lose-answer', match: { service: 's3', operation: 'PutObject', path: 'points/' }, count: 1 },
  ],
]

describe('a change is captured although', () => {
  afterEach(() => flow.gateway.setFaults([]))

  test.each(FAULTS)(
    '%s',
    async (label, fault) => {
      const FunctionName = await flow.createFunction('fault')
      await flow.gateway.setFaults([fault])
      const ZipFile = await newCode(label)
      const outcomes = await flow.outcomes(FunctionName, () =>
        flow.clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })),
      )
      const [state] = await flow.gateway.faults()
      expect(state?.struck).toBe(fault.count)
      expect(kinds(outcomes)).toContain('captured')
      const { point } = await newestPoint(flow.vault, FunctionName)
      expect(point.gaps).toEqual([])
      const [blob] = point.blobs
      expect(Buffer.from(blob!.sha256, 'hex').toString('base64')).toBe(await flow.codeSha256(FunctionName))
    },
    FLOW_TIMEOUT,
  )

  test(
    'a part of it is denied: that part is a gap',
    async () => {
      const FunctionName = await flow.createFunction('denied')
      await flow.gateway.setFaults([
        { kind: 'access-denied', match: { service: 'lambda', operation: 'ListAliases', app: ON_CHANGE } },
      ])
      const ZipFile = await newCode('denied')
      await flow.outcomes(FunctionName, () =>
        flow.clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })),
      )
      const { point } = await newestPoint(flow.vault, FunctionName)
      expect(point.gaps).toMatchObject([{ part: 'aliases', reason: 'access-denied' }])
      expect(point.content.aliases).toBeUndefined()
    },
    FLOW_TIMEOUT,
  )
})
