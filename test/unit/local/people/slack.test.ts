import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Slack } from '../../../../local/people/slack.ts'
import type { Alert } from '../../../../shared/model/alert.ts'
import { slackMessage } from '../../../../shared/delivery/slack-message.ts'
import { startSlack } from '../../../../local/people/slack.ts'

let slack: Slack
beforeEach(async () => {
  slack = await startSlack()
})
afterEach(() => slack.close())

/** As the emulator's functions do, by plain HTTP. */
async function post(address: string, text: string) {
  const body = JSON.stringify({ text, blocks: [] })
  const answer = await fetch(address.replace('https:', 'http:'), { method: 'POST', body })
  return { status: answer.status, text: await answer.text() }
}

test('a message that is posted to the webhook is in the channel', async () => {
  expect(await post(slack.address(), ':warning: a gap')).toEqual({ status: 200, text: 'ok' })
  expect(slack.messages().map(({ text }) => text)).toEqual([':warning: a gap'])
})

test('the channel shows what stands below the heading of an alert, in plain words', async () => {
  const alert: Alert = {
    kind: 'gap',
    key: 'gap:orders',
    state: 'begun',
    severity: 'warning',
    subject: 'Holdfast: a gap',
    text: 'The policy <of> orders & co could not be read.\nPart: policy',
    facts: [{ name: 'Part', value: 'policy' }],
    next: ['holdfast show orders'],
    at: '2026-11-21T12:00:00.000Z',
    account: '123456789012',
    attributes: {},
  }
  const body = JSON.stringify(slackMessage(alert, new Date(alert.at)))
  await fetch(slack.address().replace('https:', 'http:'), { method: 'POST', body })
  expect(slack.messages().map((one) => one.body)).toEqual([
    `The policy <of> orders & co could not be read.
Part: policy
$ holdfast show orders
gap · warning · 123456789012 · 2026-11-21T12:00:00.000Z`,
  ])
})

test('a webhook that was revoked takes nothing, and the new one does', async () => {
  const old = slack.address()
  slack.renew()
  expect(await post(old, 'lost')).toEqual({ status: 404, text: 'no_service' })
  expect((await post(slack.address(), 'arrives')).status).toBe(200)
  expect(slack.messages().map(({ text }) => text)).toEqual(['arrives'])
})
