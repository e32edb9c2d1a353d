import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import * as z from 'zod'

// Powertools writes to the console of the process only where this is set when it is loaded.
process.env['POWERTOOLS_DEV'] = 'true'
process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'Holdfast'
process.env['POWERTOOLS_SERVICE_NAME'] = 'holdfast-prod'
process.env['POWERTOOLS_METRICS_DISABLED'] = 'false'
const { door } = await import('../../../shared/runtime/door.ts')
const { logPort, metricsPort } = await import('../../../shared/runtime/observability.ts')
const { countedPacing } = await import('../../../shared/runtime/counted-pacing.ts')

const lines: Record<string, unknown>[] = []
const keep = (line: unknown) => void lines.push(JSON.parse(String(line)) as Record<string, unknown>)

beforeEach(() => {
  lines.length = 0
  jest.spyOn(console, 'info').mockImplementation(keep)
  jest.spyOn(console, 'error').mockImplementation(keep)
})
afterEach(() => {
  jest.restoreAllMocks()
})

const Step = z.object({ run: z.object({ runId: z.string() }), zone: z.string() })
const context = {
  functionName: 'holdfast-prod-plan-zone',
  awsRequestId: 'q1',
  getRemainingTimeInMillis: () => 1000,
} as unknown as Context

test('each line of an invocation says what it belongs to, from the first to that of its failure, and no other does', async () => {
  const handler = door(
    () => ({}),
    Step,
    async (_world, { zone }) => {
      logPort.info('zone planned')
      if (zone === 'us-east-1') throw new TypeError('no')
      return Promise.resolve(zone)
    },
  )
  await handler({ run: { runId: 'r1' }, zone: 'eu-west-1' }, context)
  await expect(handler({ run: { runId: 'r2' }, zone: 'us-east-1' }, context)).rejects.toThrow('no')
  await expect(handler({ secret: true }, context)).rejects.toThrow()
  const told = lines.map(({ message, correlationId, runId, zone }) => [message, correlationId, runId, zone])
  expect(told).toEqual([
    ['zone planned', 'r1', 'r1', 'eu-west-1'],
    ['step done', 'r1', 'r1', 'eu-west-1'],
    ['zone planned', 'r2', 'r2', 'us-east-1'],
    ['the invocation failed', 'r2', 'r2', 'us-east-1'],
    ['the invocation failed', undefined, undefined, undefined],
  ])
})

test('metrics are published once, at the end of the invocation that has some, and nothing is said of none', async () => {
  const said = jest.spyOn(console, 'log').mockImplementation(keep)
  const warned = jest.spyOn(console, 'warn')
  const handler = door(
    () => ({}),
    Step,
    async (_world, { zone }) => {
      if (zone === 'eu-west-1') metricsPort.add('RunsEnded', 'Count', 1)
      return Promise.resolve(zone)
    },
  )
  await handler({ run: { runId: 'r1' }, zone: 'eu-west-1' }, context)
  await handler({ run: { runId: 'r1' }, zone: 'us-east-1' }, context)
  expect(said).toHaveBeenCalledTimes(1)
  expect(lines.filter((line) => '_aws' in line)).toEqual([expect.objectContaining({ RunsEnded: 1 })])
  expect(warned).not.toHaveBeenCalled()
})

test('a line of metrics says what it belongs to as the others do, and has no dimension for it', async () => {
  jest.spyOn(console, 'log').mockImplementation(keep)
  const handler = door(
    () => ({}),
    Step.partial(),
    async (_world, { zone }) => {
      metricsPort.add('RunsEnded', 'Count', 1)
      if (zone !== undefined) metricsPort.add('OldestUnprotectedAge', 'Seconds', 60, 'us-east-1')
      return Promise.resolve()
    },
  )
  await handler({ run: { runId: 'r1' }, zone: 'eu-west-1' }, context)
  await handler({}, context)
  const counted = lines.flatMap(({ _aws, ...line }) => {
    const { CloudWatchMetrics = [] } = (_aws ?? {}) as { CloudWatchMetrics?: { Dimensions: string[][] }[] }
    return CloudWatchMetrics.map(({ Dimensions }) => ({ ...line, dimensions: Dimensions.flat() }))
  })
  const ofStep = { correlationId: 'r1', runId: 'r1', zone: 'eu-west-1' }
  const ofFunction = { function_name: 'holdfast-prod-plan-zone' }
  expect(counted).toEqual([
    {
      ...ofStep,
      ...ofFunction,
      OldestUnprotectedAge: 60,
      Zone: 'us-east-1',
      service: 'holdfast-prod',
      dimensions: ['service', 'Zone'],
    },
    { ...ofStep, ...ofFunction, RunsEnded: 1, service: 'holdfast-prod', dimensions: ['service'] },
    { ...ofFunction, RunsEnded: 1, service: 'holdfast-prod', dimensions: ['service'] },
  ])
})

test('an invocation outside of runs counts its calls, whether it ends well or not, and each once', async () => {
  jest.spyOn(console, 'log').mockImplementation(keep)
  const handler = door(
    () => countedPacing(1),
    Step,
    async ({ after }, { zone }) => {
      const call = { service: 'IAM', operation: 'GetRole', region: zone, failed: false }
      after?.({ ...call, throttled: false })
      after?.({ ...call, throttled: true, failed: true })
      if (zone === 'us-east-1') throw new TypeError('no')
      return Promise.resolve()
    },
  )
  await handler({ run: { runId: 'r1' }, zone: 'eu-west-1' }, context)
  await expect(handler({ run: { runId: 'r1' }, zone: 'us-east-1' }, context)).rejects.toThrow('no')
  const ofMetrics = lines.filter((line) => '_aws' in line)
  expect(ofMetrics).toEqual([
    expect.objectContaining({ ApiCalls: 2, Throttled: 1, ThrottledShare: 1, correlationId: 'r1' }),
    expect.objectContaining({ ApiCalls: 2, Throttled: 1, ThrottledShare: 1, correlationId: 'r1' }),
  ])
})
