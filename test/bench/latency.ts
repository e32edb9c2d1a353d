import { randomUUID } from 'node:crypto'
import { CreateFunctionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import type { Clients } from '../../local/clients.ts'
import { createClients } from '../../local/clients.ts'
import { settled } from '../../local/estate/create-function.ts'
import { releaseFile } from '../../local/estate/generated.ts'
import { zipFolder } from '../../local/estate/zip.ts'
import type { RecordedCall } from '../../local/gateway/recorder.ts'
import type { Machine } from '../../local/machine.ts'
import { startMachine } from '../../local/machine.ts'
import type { Stack } from '../../local/stack.ts'
import { deployStack } from '../../local/stack.ts'
import { trailEvent } from '../fixtures/trail-event.ts'
import { ACCOUNT } from './account.ts'
import type { Bench } from './measurement.ts'
import { ascending, measured, quantile } from './measurement.ts'

const EVENTS = 200
/** One function in each, for Lambda's quotas are of a region: events at the same moment do not wait for each other. */
const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-2']
/** Seconds; the shortest. */
const WINDOW = 1
const NAME = 'latency'
/** How on-change calls itself (AWS_SDK_UA_APP_ID); Powertools adds its own version to that. */
const ON_CHANGE = 'holdfast-on-change'
/** Milliseconds until an event counts as lost. */
const PATIENCE = 60_000

/** The packaged stack on the emulator: SQS, its poller, on-change, S3. */
export const latency: Bench = {
  name: 'latency',
  title: `From an event in the queue to a durable point, beyond the batching window, of ${EVENTS}`,
  meaning:
    "The packaged stack on the emulator, with a batching window of one second. The bench changes a function in each of five regions, waits until Lambda is done, puts the five events into the queue itself, and takes the time from the answer of SendMessage to the end of the PutObject that moves the function's pointer, as the gateway sees it; the window is subtracted. CloudTrail's own delay (seconds to minutes on AWS) comes before that and is no part of it. The emulator looks into its queues once a second, one after another, and AWS polls without a pause: the part from on-change's first call is what Holdfast adds. The stack on one machine takes the whole quota; on-change holds back to half of it (two invocations may run at once). At the default of a third, a function by itself waits about a second longer for its share. The first event, which meets a cold start, is not counted.",
  async run() {
    const machine = await startMachine((line) => process.stderr.write(`${line}\n`))
    const environment = { ...process.env }
    Object.assign(process.env, machine.environment)
    try {
      return tell(await measure(machine))
    } finally {
      for (const name of Object.keys(machine.environment)) delete process.env[name]
      Object.assign(process.env, environment)
      await machine.stop()
    }
  },
}

/** Milliseconds of one event's way. */
interface Way {
  /** From the message in the queue to the pointer of the new point, less the window. */
  readonly whole: number
  /** Of this, from the first call that on-change made for its batch. */
  readonly handler: number
}

async function measure(machine: Machine): Promise<readonly Way[]> {
  // The bench puts the events into the queue itself, at a moment that it knows.
  await machine.gateway.setTrail({ enabled: false })
  const clients = createClients(machine.endpoint)
  const stack = await deployStack(clients, WINDOW)
  const targets = REGIONS.map((region) => ({ region, clients: createClients(machine.endpoint, region) }))
  await Promise.all(targets.map(({ region, clients }) => createFunction(clients, region)))
  const wave = (round: number) => sendWave({ machine, stack, clients, targets }, round)
  // The first has the cold start of on-change, and is the first point of each function.
  await wave(0)
  const ways: Way[] = []
  for (let round = 1; round <= EVENTS / REGIONS.length; round += 1) ways.push(...(await wave(round)))
  return ways
}

/** Each has code of its own: two writers of one blob would wait for each other. */
async function createFunction({ lambda }: Clients, region: string): Promise<void> {
  const ZipFile = await zipFolder('feature-flags', [releaseFile(region)])
  const Role = `arn:aws:iam::${ACCOUNT}:role/${NAME}`
  const settings = { FunctionName: NAME, Runtime: 'nodejs24.x', Handler: 'index.handler', Role } as const
  await lambda.send(new CreateFunctionCommand({ ...settings, Code: { ZipFile } }))
  await settled(lambda, NAME)
}

interface Scene {
  readonly machine: Machine
  readonly stack: Stack
  readonly clients: Clients
  readonly targets: readonly { readonly region: string; readonly clients: Clients }[]
}

/** Changes one function in each region, then sends their events, and waits for their points. */
async function sendWave({ machine, stack, clients, targets }: Scene, round: number): Promise<readonly Way[]> {
  await Promise.all(
    targets.map(async ({ clients: { lambda } }) => {
      const change = { FunctionName: NAME, Description: `round ${round}` }
      await lambda.send(new UpdateFunctionConfigurationCommand(change))
      await settled(lambda, NAME)
    }),
  )
  const watch = watchPoints(machine)
  const sent = await Promise.all(targets.map(({ region }) => sendEvent(clients, stack, region)))
  const { pointers, first } = await watch.until(targets.map(({ region }) => region))
  return targets.map(({ region }, index) => {
    const durable = pointers.get(region) ?? Number.NaN
    return { whole: durable - (sent[index] ?? Number.NaN) - WINDOW * 1000, handler: durable - first }
  })
}

/** @returns when the queue had it, in milliseconds since 1970 */
async function sendEvent({ sqs }: Clients, { changesQueue }: Stack, region: string): Promise<number> {
  const time = new Date().toISOString()
  const detail = {
    awsRegion: region,
    eventID: randomUUID(),
    eventTime: time,
    requestParameters: { functionName: NAME },
  }
  const body = trailEvent({ ...detail, eventName: 'UpdateFunctionConfiguration20150331v2' }, ACCOUNT)
  await sqs.send(new SendMessageCommand({ QueueUrl: changesQueue, MessageBody: body }))
  return Date.now()
}

/** Watches on-change's calls go by: its first one, and those that move the pointer of a function. */
function watchPoints({ gateway }: Machine) {
  const pointers = new Map<string, number>()
  let first = Number.NaN
  let look = () => {}
  const stop = gateway.onCall((call) => {
    if (call.app?.startsWith(ON_CHANGE) !== true) return
    if (Number.isNaN(first)) first = Date.parse(call.at)
    const region = movedPointer(call)
    if (region !== undefined) pointers.set(region, Date.parse(call.at) + call.ms)
    look()
  })
  const until = async (regions: readonly string[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => reject(new Error(`no point of ${regions.join(', ')} in time`)), PATIENCE)
    look = () => {
      if (regions.every((region) => pointers.has(region))) resolve()
    }
    look()
    await promise.finally(() => {
      clearTimeout(timer)
      stop()
    })
    return { pointers, first }
  }
  return { until }
}

/** `latest/<account>/<zone>/function/<name>.json` */
function movedPointer({ operation, status, resources }: RecordedCall): string | undefined {
  const [top, , region] = (resources['Key'] ?? '').split('/')
  return operation === 'PutObject' && status === 200 && top === 'latest' ? region : undefined
}

function tell(ways: readonly Way[]) {
  const whole = ascending(ways.map((way) => way.whole))
  const handler = ascending(ways.map((way) => way.handler))
  const note = `of ${ways.length} events, ${REGIONS.length} at a time`
  return [
    measured('median', quantile(whole, 0.5), 'ms', { note }),
    measured('99 of 100 events, at most', quantile(whole, 0.99), 'ms', { note }),
    measured("of the median, from on-change's first call", quantile(handler, 0.5), 'ms'),
    measured("99 of 100, from on-change's first call", quantile(handler, 0.99), 'ms'),
  ]
}
