import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { until } from '../../local/story/until.ts'
import { AlertKind } from '../../shared/model/alert.ts'
import { ALERT_KINDS } from './alert-kinds.ts'
import type { AlertMachine } from './alert-machine.ts'
import { startAlertMachine } from './alert-machine.ts'

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
