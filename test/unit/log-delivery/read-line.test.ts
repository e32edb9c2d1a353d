import { Console } from 'node:console'
import { readFile, readdir } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { Logger } from '@aws-lambda-powertools/logger'
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics'
import { LOG_FIELDS } from '../../../shared/model/log-fields.ts'
import { tell } from '../../../shared/changes/tell.ts'
import { ThrottledError } from '../../../shared/errors.ts'
import { readLine } from '../../../shared/log-delivery/read-line.ts'
import { keysOfEvent } from '../../../shared/runtime/log-context.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeMetrics } from '../../fakes/fake-log.ts'
import { AT, LOG_GROUP, loggerLine } from './log-lines.ts'

const RESOURCE = { account: '123456789012', zone: 'eu-west-1', kind: 'function', name: 'orders' } as const
const PATH = '123456789012/eu-west-1/function/orders'

const read = (message: string) => readLine(LOG_GROUP, { timestamp: AT, message })

/** Lines that Powertools itself writes. */
function written(write: (console: Console) => void): string {
  const stream = new PassThrough()
  write(new Console(stream))
  return String(stream.read()).trim()
}

/** A logger of Powertools as a function has it, at its first invocation. */
function logged(write: (logger: Logger) => void): string {
  return written((console) => {
    const logger = new Logger({ serviceName: 'holdfast-prod' })
    Object.assign(logger, { console })
    logger.addContext({
      functionName: 'holdfast-prod-on-change',
      awsRequestId: 'request-1',
      memoryLimitInMB: '512',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:holdfast-prod-on-change',
    } as never)
    write(logger)
  })
}

describe('a line of the logger', () => {
  test('is kept with its fields, as Powertools writes it', () => {
    const line = logged((logger) =>
      logger.error('a zone could not be read', { zone: 'eu-west-1', error: new ThrottledError('slow down') }),
    )
    expect(read(`${line}\n`)).toEqual({
      '@timestamp': '2026-11-21T23:59:59.000Z',
      log_group: LOG_GROUP,
      line,
      service: 'holdfast-prod',
      level: 'ERROR',
      message: 'a zone could not be read',
      function_name: 'holdfast-prod-on-change',
      function_request_id: 'request-1',
      cold_start: expect.any(Boolean),
      zone: 'eu-west-1',
      'error.name': 'ThrottledError',
      'error.message': 'slow down',
      ...(read(line)?.['xray_trace_id'] === undefined ? {} : { xray_trace_id: expect.any(String) }),
    })
  })

  test('is about the resource that it names, and its zone, in whatever form', () => {
    const line = logged((logger) => {
      const log = { info: (message: string, fields: object = {}) => logger.info(message, { ...fields }) }
      const ports = { log: log as never, metrics: fakeMetrics(), clock: fakeClock() }
      tell(ports, { type: 'unchanged', resource: RESOURCE, manifest: 'points/x.json', id: 'x' })
    })
    expect(read(line)).toMatchObject({ 'outcome.type': 'unchanged', resource: PATH, zone: 'eu-west-1' })
    for (const resource of [RESOURCE, PATH])
      expect(read(loggerLine({ resource }))).toMatchObject({ resource: PATH, zone: 'eu-west-1' })
  })

  test('brings no field that the index does not know, and none of another type', () => {
    const odd = {
      zone: 7,
      resource: ['x'],
      runId: { id: 1 },
      state: null,
      error: 'text',
      outcome: 'text',
      secret: 'x',
    }
    const document = read(loggerLine(odd))!
    expect(Object.keys(document).toSorted()).toEqual(
      ['@timestamp', 'function_name', 'level', 'line', 'log_group', 'message', 'service'].toSorted(),
    )
  })
})

describe('a line of metrics', () => {
  test('is kept with its values, several of one metric included, as Powertools writes it', () => {
    const line = written((console) => {
      const metrics = new Metrics({ namespace: 'Holdfast', serviceName: 'holdfast-prod' })
      Object.assign(metrics, { console })
      metrics.addMetric('PointsWritten', MetricUnit.Count, 1)
      metrics.addMetric('CaptureLatency', MetricUnit.Milliseconds, 70)
      metrics.addMetric('CaptureLatency', MetricUnit.Milliseconds, 90)
      metrics.addDimension('Zone', 'eu-west-1')
      metrics.addMetadata('runId', 'r1').addMetadata('function_name', 'holdfast-prod-report-run')
      metrics.publishStoredMetrics()
    })
    expect(read(line)).toEqual({
      '@timestamp': '2026-11-21T23:59:59.000Z',
      log_group: LOG_GROUP,
      line,
      service: 'holdfast-prod',
      zone: 'eu-west-1',
      runId: 'r1',
      function_name: 'holdfast-prod-report-run',
      metric: { PointsWritten: 1, CaptureLatency: [70, 90] },
    })
  })
})

test.each([
  'START RequestId: 1 Version: $LATEST',
  'REPORT RequestId: 1 Duration: 3 ms',
  '{"time":"2026-11-21T23:59:59Z","type":"platform.start","record":{}}',
  '{"level":"INFO","message":"of a library"}',
  '[]',
  'null',
  '"text"',
  '',
])('what is not Holdfast’s is left out: %s', (message) => {
  expect(read(message)).toBeUndefined()
})

/** Fields that Powertools or CloudWatch add, or that follow from others. */
const ADDED =
  /^(?:@timestamp|log_group|line|service|level|message|function_.+|xray_trace_id|cold_start|outcome\.type|error\..+)$/

test('every other field is one that some line of Holdfast has', async () => {
  const names = await readdir('shared', { recursive: true })
  const texts = await Promise.all(
    names.filter((name) => name.endsWith('.ts')).map((name) => readFile(`shared/${name}`, 'utf8')),
  )
  const calls = texts.flatMap((text) =>
    [...text.matchAll(/\blog\.(?:info|warn|error)\([^)]*(?:\)[^\n]*)?/g)].map(([call]) => call),
  )
  expect(calls.length).toBeGreaterThan(30)
  const own = Object.keys(LOG_FIELDS).filter((name) => !ADDED.test(name))
  expect(own.length).toBeGreaterThan(5)
  // What all lines of an invocation say.
  const common = Object.keys(keysOfEvent({ run: { runId: 'r' }, zone: 'eu-west-1' }))
  const isLogged = (name: string) => calls.some((call) => new RegExp(`[{,(\\s]${name}\\b`).test(call))
  expect(own.filter((name) => !common.includes(name) && !isLogged(name))).toEqual([])
})
