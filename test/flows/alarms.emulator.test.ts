import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch'
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { CreateFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { Clients } from '../../local/clients.ts'
import { createClients } from '../../local/clients.ts'
import { ACCOUNT } from '../../local/emulator/environment.ts'
import { settled } from '../../local/estate/create-function.ts'
import { zipFolder } from '../../local/estate/zip.ts'
import type { Machine } from '../../local/machine.ts'
import { startMachine } from '../../local/machine.ts'
import { alarmChanges, alarmStates } from '../../local/story/alarms.ts'
import { until } from '../../local/story/until.ts'

jest.setTimeout(60_000)

const LOG = { logGroupName: 'alarms', logStreamName: 'one' }
let machine: Machine
let clients: Clients

/** A machine of its own, without the stack. */
beforeAll(async () => {
  machine = await startMachine(() => undefined)
  clients = createClients(machine.endpoint)
  await clients.logs.send(new CreateLogGroupCommand(LOG))
  await clients.logs.send(new CreateLogStreamCommand(LOG))
}, 120_000)
afterAll(() => machine.stop())

/** An alarm on more than three, of one service. */
async function putAlarm(AlarmName: string, TreatMissingData: string): Promise<void> {
  await clients.of(CloudWatchClient).send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: 'Test',
      MetricName: AlarmName,
      Dimensions: [{ Name: 'service', Value: 'one' }],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 3,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData,
    }),
  )
}

/** A line as a function writes it at its end. */
async function log(name: string, service: string, value: number | readonly number[]): Promise<void> {
  const Metrics = [{ Name: name, Unit: 'Count' }]
  const directive = { Namespace: 'Test', Dimensions: [['service']], Metrics }
  const timestamp = Date.now()
  const _aws = { Timestamp: timestamp, CloudWatchMetrics: [directive] }
  const message = JSON.stringify({ _aws, service, [name]: value })
  await clients.logs.send(new PutLogEventsCommand({ ...LOG, logEvents: [{ timestamp, message }] }))
}

async function stateOf(wanted: string, expected: string): Promise<string> {
  return until(`${wanted} in state ${expected}`, async () => {
    const found = (await alarmStates({ clients })).find(({ name }) => name === wanted)
    return found?.state === expected ? found.reason : undefined
  })
}

test('a line in the embedded metric format makes an alarm go off, of those dimensions alone', async () => {
  await putAlarm('HighAlarm', 'notBreaching')
  await putAlarm('OtherAlarm', 'notBreaching')
  await log('HighAlarm', 'one', [1, 5])
  await log('OtherAlarm', 'two', 5)
  expect(await stateOf('HighAlarm', 'ALARM')).toContain('[5.0] was greater than the threshold (3.0)')
  expect(await stateOf('OtherAlarm', 'OK')).toContain('treated as notBreaching')
})

test('missing data is what the alarm makes of it', async () => {
  await putAlarm('MissingAlarm', 'breaching')
  await putAlarm('UnknownAlarm', 'ignore')
  await stateOf('MissingAlarm', 'ALARM')
  await stateOf('UnknownAlarm', 'INSUFFICIENT_DATA')
  await log('MissingAlarm', 'one', 0)
  await stateOf('MissingAlarm', 'OK')
  const changes = (await alarmChanges({ clients })).filter(({ name }) => name === 'MissingAlarm')
  expect(changes.map(({ state }) => state)).toEqual(['ALARM', 'OK'])
})

/** A function whose line is written when its answer is there already: on a busy machine that happens to any. */
const LATE = `export const handler = async () => {
  const metric = { Namespace: 'Test', Dimensions: [['service']], Metrics: [{ Name: 'LateAlarm' }] }
  const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [metric] }
  setTimeout(() => console.log(JSON.stringify({ _aws, service: 'one', LateAlarm: 9 })), 500)
}`

test('a line that comes after the answer counts as well', async () => {
  await putAlarm('LateAlarm', 'notBreaching')
  const { lambda } = clients
  const file = { path: 'late.mjs', bytes: Buffer.from(LATE), compress: false }
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'late',
      Runtime: 'nodejs24.x',
      Handler: 'late.handler',
      Role: `arn:aws:iam::${ACCOUNT}:role/late`,
      Code: { ZipFile: await zipFolder('feature-flags', [file]) },
    }),
  )
  await settled(lambda, 'late')
  await lambda.send(new InvokeCommand({ FunctionName: 'late' }))
  await stateOf('LateAlarm', 'ALARM')
})
