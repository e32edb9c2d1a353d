import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { sampleSecret } from '../../local/estate/generated.ts'
import type { Fault } from '../../local/gateway/faults.ts'
import { newestPoint } from '../../local/story/newest-point.ts'
import { untilQuiet } from '../../local/story/quiet.ts'
import { FLOW_TIMEOUT, newCode, openFlow, unseen } from './flow.ts'

const flow = openFlow()
const SECRET = sampleSecret('test/flows/failures')

type Strike = Pick<Fault, 'kind'> & Partial<Fault>
const CODE = { service: 'code-storage' }
const STORE = { service: 's3', operation: 'PutObject' }

/** Each strikes on-change in the middle of the capture of one function, whose name is added to `match` as `path`. */
const STRIKES: readonly (readonly [string, Strike])[] = [
  ['Lambda throttles', { kind: 'throttle', match: { operation: 'ListVersionsByFunction' }, count: 3 }],
  ['Lambda fails', { kind: 'server-error', match: { operation: 'ListAliases' }, count: 2 }],
  ['a connection to Lambda is cut', { kind: 'cut', match: { operation: 'GetPolicy' }, count: 1 }],
  ['the download of the code is cut', { kind: 'cut-body', match: CODE, count: 1 }],
  [
    'the download ends early, as if it were all',
    { kind: 'truncate', honestLength: true, match: CODE, count: 1 },
  ],
  [
    'the download ends early, unlike its length',
    { kind: 'truncate', honestLength: false, match: CODE, count: 1 },
  ],
  ['S3 asks for less', { kind: 'throttle', match: STORE, count: 2 }],
  ['S3 stores the manifest, and its answer is lost', { kind: 'lose-answer', match: STORE, count: 1 }],
  [
    'S3 fails until on-change gives the event back to the queue',
    { kind: 'server-error', match: STORE, count: 5 },
  ],
]
const DENIED: Strike = { kind: 'access-denied', match: { operation: 'ListFunctionUrlConfigs' } }

const names = new Map<string, string>()

/** All faults at once, each for its own function: the captures run, fail and wait side by side. */
async function changeAllUnderFaults(): Promise<void> {
  const strikes = [...STRIKES, ['denied', DENIED] as const]
  const Environment = { Variables: { API_KEY: SECRET } }
  await unseen(flow, () =>
    Promise.all(
      strikes.map(async ([label]) => names.set(label, await flow.makeFunction('fault', { Environment }))),
    ),
  )
  await flow.gateway.setFaults(
    strikes.map(
      ([label, fault]) => ({ ...fault, match: { ...fault.match, path: names.get(label) } }) as Fault,
    ),
  )
  await Promise.all(
    [...names].map(async ([label, FunctionName]) => {
      const ZipFile = await newCode(label)
      await flow.clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
    }),
  )
  await untilQuiet(flow)
}

beforeAll(changeAllUnderFaults, FLOW_TIMEOUT)
afterAll(() => flow.gateway.setFaults([]))

describe('a change is captured, whole and right, although', () => {
  test.each(STRIKES)('%s', async (label, { count }) => {
    const name = names.get(label) ?? ''
    const states = await flow.gateway.faults()
    expect(states.find(({ fault }) => fault.match.path === name)?.struck).toBe(count)
    const { point } = await newestPoint(flow.vault, name)
    expect(point.gaps).toEqual([])
    expect(point.cause).toMatchObject({ eventName: 'UpdateFunctionCode' })
    const [blob] = point.blobs
    expect(Buffer.from(blob!.sha256, 'hex').toString('base64')).toBe(await flow.codeSha256(name))
  })

  test('a part of it is denied: that part is a gap', async () => {
    const { point } = await newestPoint(flow.vault, names.get('denied') ?? '')
    expect(point.gaps).toMatchObject([{ part: 'urls', reason: 'access-denied' }])
    expect(point.content.urls).toBeUndefined()
    expect(point.content.code?.type).toBe('zip')
  })
})
