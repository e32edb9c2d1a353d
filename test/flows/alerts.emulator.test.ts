import { CloudWatchClient, paginateListMetrics } from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { until } from '../../local/story/until.ts'
import { AlertKind } from '../../shared/model/alert.ts'
import { METRICS, METRICS_NAMESPACE } from '../../shared/model/metrics.ts'
import { ALERT_KINDS } from './alert-kinds.ts'
import type { AlertMachine } from './alert-machine.ts'
import { DESK, startAlertMachine } from './alert-machine.ts'
import { metricsOfAlarms, metricsOfDashboard, signature } from './named-metrics.ts'
import type { PutMetric } from './put-metrics.ts'
import { logLines, putBy } from './put-metrics.ts'
import { playSavedQueries } from './saved-queries.ts'

jest.setTimeout(180_000)

let world: AlertMachine
beforeAll(async () => {
  world = await startAlertMachine()
}, 600_000)
afterAll(() => world.stop())

const ROWS = Object.entries(ALERT_KINDS).map(([kind, row]) => ({ kind, ...row }))

/** What Slack shows of a message where it is only announced: the subject of the alert. */
function headOf({ body }: { readonly body: string }): string {
  return String((JSON.parse(body) as { text: unknown }).text)
}

async function untilInSlack(wanted: (head: string) => boolean): Promise<void> {
  await until('it is in Slack', async () => world.slack.posted.map(headOf).find(wanted))
}

describe('each kind of alert reaches people, by e-mail and in Slack:', () => {
  test.each(ROWS)('$kind, when $when', async ({ kind, act, subject, text, severity }) => {
    await act?.(world)
    const alert = await world.receive(
      `an alert ${kind}`,
      (one) => one.kind === kind && subject.test(one.subject),
    )
    expect(alert).toMatchObject({ severity, text: expect.stringMatching(text) })
    await untilInSlack((head) => head.includes(alert.subject))
  })

  test('none is missing', () => {
    expect(new Set(Object.keys(ALERT_KINDS))).toEqual(new Set(AlertKind.options))
  })

  test('and nothing was told twice', () => {
    const told = world.received.map(({ key, state }) => `${state} ${key}`)
    expect(told.filter((one, at) => told.indexOf(one) !== at)).toEqual([])
  })
})

test('an alarm on a metric of Holdfast is over once that metric comes', async () => {
  const over = await world.receive(
    'the end of the alarm',
    ({ kind, state, key }) => kind === 'alarm' && state === 'ended' && key.includes('NoRunAlarm'),
  )
  expect(over).toMatchObject({
    severity: 'info',
    subject: expect.stringMatching(/^Holdfast: Alarm over: No run/),
  })
})

/** What happens only when SNS or the vault refuses something. */
const NOT_SEEN = ['ActivityLost{service}', 'AlertsNotTold{service}', 'LooksFailed{service}']

describe('the metrics that the functions put meanwhile', () => {
  let put: readonly PutMetric[]
  beforeAll(async () => {
    put = putBy(await logLines(world.clients, world.stack.stackName))
  })
  const signatures = () =>
    new Set(put.map(({ name, dimensions }) => signature(name, Object.keys(dimensions))))

  test('are of the stack, with the unit and the dimensions that Holdfast knows for each', () => {
    expect(new Set(put.map(({ group }) => group)).size).toBeGreaterThan(8)
    const table: Readonly<Record<string, { readonly unit: string; readonly perZone?: true }>> = METRICS
    for (const { namespace, name, unit, dimensions } of put) {
      const { service, ...others } = dimensions
      expect({ namespace, name, unit, service, others: Object.keys(others) }).toEqual({
        namespace: METRICS_NAMESPACE,
        name,
        unit: table[name]?.unit,
        service: world.stack.stackName,
        others: table[name]?.perZone ? ['Zone'] : [],
      })
    }
  })

  test('are those that alarms watch and the dashboard shows', async () => {
    const named = [...(await metricsOfAlarms()), ...metricsOfDashboard()]
    expect(new Set(named).size).toBeGreaterThan(20)
    const seen = signatures()
    const missing = new Set(named.filter((one) => !seen.has(one)))
    expect(missing).toEqual(new Set(NOT_SEEN))
  })

  test('are metrics of CloudWatch', async () => {
    const client = world.clients.of(CloudWatchClient)
    const listed = new Set<string>()
    for await (const { Metrics = [] } of paginateListMetrics({ client }, { Namespace: METRICS_NAMESPACE }))
      for (const { MetricName = '', Dimensions = [] } of Metrics)
        listed.add(
          signature(
            MetricName,
            Dimensions.map(({ Name = '' }) => Name),
          ),
        )
    expect(listed).toEqual(signatures())
  })
})

/** What stands in each row that a saved query finds in the logs of all that happened here. */
const FOUND = {
  'failures by zone': {
    times: expect.any(Number),
    last: expect.any(String),
    'error.name': expect.any(String),
  },
  deletions: {
    'outcome.resource': expect.stringContaining(`/function/${DESK}`),
    'outcome.manifest': expect.stringContaining(DESK),
    correlationId: expect.any(String),
  },
  'slow captures': {
    slowest: expect.any(Number),
    usual: expect.any(Number),
    captures: expect.any(Number),
  },
  throttles: {
    correlationId: expect.any(String),
    function_name: expect.stringContaining('-report-run'),
    ApiCalls: expect.any(Number),
    Throttled: 0,
    ThrottledShare: 0,
  },
  'one story': { message: expect.any(String), level: expect.any(String), function_name: expect.any(String) },
}

describe('each saved query of Logs Insights', () => {
  let found: Awaited<ReturnType<typeof playSavedQueries>>
  beforeAll(async () => {
    const lines = await logLines(world.clients, world.stack.stackName)
    const { runId = '' } = world.received.find(({ kind }) => kind === 'run-ended')?.attributes ?? {}
    found = await playSavedQueries(world.stack, lines, String(runId))
  })

  test('is looked at here', () => {
    expect(new Set(Object.keys(found))).toEqual(new Set(Object.keys(FOUND)))
  })

  test.each(Object.entries(FOUND))('finds lines of these functions: %s', (name, row) => {
    expect(found[name]).toEqual(expect.arrayContaining([expect.objectContaining(row)]))
  })

  test('that asks for one story has every step of it', () => {
    const writers = found['one story']?.map((row) => String(row['function_name']))
    // To the people whom it was told to, in Slack.
    const steps = [
      'discover-zones',
      'plan-zone',
      'capture-shard',
      'summarize-zone',
      'report-run',
      'send-to-slack',
    ]
    expect(new Set(writers)).toEqual(new Set(steps.map((step) => `${world.stack.stackName}-${step}`)))
  })
})
