import { readdirSync, readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { NormalizedSchema } from '@smithy/core/schema'
import { type Gateway, startGateway } from '../../../local/gateway.ts'
import { type DummyUpstream, startDummyUpstream } from '../../fakes/dummy-upstream.ts'

const FOLDER = new URL('../../fixtures/cloudtrail/', import.meta.url)
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const SECRET = 'correct-horse'

/**
 * Members of a recorded event that the gateway's has not, or not with that value.
 * - tlsDetails: nothing on loopback speaks TLS.
 * - userIdentity: who called is told by an access key here; only the members are compared.
 * - sourceIPAddress, userAgent: those of the caller.
 * - eventID, requestID, eventTime: of this call; only their form is compared.
 * - uncompressedCodeSize of a layer: Lambda tells CloudTrail, but no caller, so no SDK reads it from an answer.
 */
const DIFFERENT = [
  'tlsDetails',
  'userIdentity',
  'sourceIPAddress',
  'userAgent',
  'eventID',
  'requestID',
  'eventTime',
]

interface Recorded {
  readonly account: string
  readonly source: string
  readonly 'detail-type': string
  readonly detail: Readonly<Record<string, unknown>> & {
    readonly eventName: string
    readonly awsRegion: string
    readonly errorCode?: string
    readonly errorMessage?: string
    readonly requestParameters: Record<string, unknown>
    readonly responseElements: Record<string, unknown> | null
    readonly userIdentity: Record<string, unknown>
  }
}

const recorded = readdirSync(FOLDER).map((file) => ({
  file,
  event: JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Recorded,
}))

let upstream: DummyUpstream
let gateway: Gateway

beforeAll(async () => {
  upstream = await startDummyUpstream()
  const trail = { readOnlyEvents: true, duplicateRate: 0, disorderRate: 0 }
  gateway = await startGateway({ target: upstream.url, options: { trail } })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

/** The SDK's spelling of what CloudTrail wrote with small first letters. */
function toSdk(schema: NormalizedSchema, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => toSdk(schema.getValueSchema(), one))
  if (typeof value !== 'object' || value === null || !schema.isStructSchema()) return value
  const members = new Map(
    [...schema.structIterator()].map(([name, member]) => [name.toLowerCase(), { name, member }]),
  )
  const pairs = Object.entries(value).flatMap(([name, one]) => {
    const found = members.get(name.toLowerCase())
    return found === undefined ? [] : [[found.name, toSdk(found.member, one)] as const]
  })
  return Object.fromEntries(pairs)
}

/** The secrets that CloudTrail did not write down, put back. */
function withSecrets(written: unknown, value: object): object {
  const environment = typeof written === 'object' && written !== null && 'environment' in written
  return environment ? { ...value, Environment: { Variables: { TOKEN: SECRET } } } : value
}

/** Makes the call that an event describes, with the real client, and lets Lambda answer what the event says. */
async function replay({ account, detail }: Recorded): Promise<void> {
  const operation = detail.eventName.replace(/\d{8}(?:v\d+)?$/, '')
  const [, , , , input, output] = (
    sdk as unknown as Record<string, readonly [9, string, string, object, never, never]>
  )[`${operation}$`]!
  const answer = withSecrets(
    detail.responseElements,
    toSdk(NormalizedSchema.of(output), detail.responseElements ?? {}) as object,
  )
  upstream.answer = (_request, response) => {
    if (detail.errorCode === undefined)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    else
      response
        .writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': detail.errorCode })
        .end(JSON.stringify({ Type: 'User', message: detail.errorMessage }))
  }
  const client = new sdk.LambdaClient({
    endpoint: gateway.url,
    region: detail.awsRegion,
    credentials: { accessKeyId: account, secretAccessKey: 'x' },
    maxAttempts: 1,
  })
  const Command = (sdk as unknown as Record<string, new (input: object) => never>)[`${operation}Command`]!
  const parameters = withSecrets(
    detail.requestParameters,
    toSdk(NormalizedSchema.of(input), detail.requestParameters) as object,
  )
  await client.send(new Command(parameters)).catch((error: Error) => {
    if (error.name !== detail.errorCode) throw error
  })
  client.destroy()
}

function comparable(detail: object): object {
  const text = JSON.stringify(detail, (name, value: unknown) =>
    DIFFERENT.includes(name) || name === 'uncompressedCodeSize' ? undefined : value,
  )
  return JSON.parse(text) as object
}

describe('the event of a call', () => {
  test.each(recorded)('is what CloudTrail recorded: $file', async ({ event }) => {
    upstream.events.length = 0
    await replay(event)
    await gateway.flush()
    const [put] = upstream.events
    expect(put).toMatchObject({ account: event.account, region: event.detail.awsRegion })
    expect(put?.entry).toMatchObject({
      Source: event.source,
      DetailType: event['detail-type'],
      EventBusName: 'default',
    })
    const detail = JSON.parse(put!.entry.Detail) as Recorded['detail']
    expect(comparable(detail)).toEqual(comparable(event.detail))
    expect(Object.keys(detail.userIdentity).sort()).toEqual(Object.keys(event.detail.userIdentity).sort())
    expect(detail).toMatchObject({
      eventID: expect.stringMatching(UUID),
      requestID: expect.stringMatching(UUID),
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      sourceIPAddress: '127.0.0.1',
    })
    expect(put!.entry.Detail).not.toContain(SECRET)
  })

  test('is checked against every recorded event', () => {
    expect(recorded.length).toBeGreaterThanOrEqual(12)
  })
})
