import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Slack } from '../../../../local/people/slack.ts'
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

test('a webhook that was revoked takes nothing, and the new one does', async () => {
  const old = slack.address()
  slack.renew()
  expect(await post(old, 'lost')).toEqual({ status: 404, text: 'no_service' })
  expect((await post(slack.address(), 'arrives')).status).toBe(200)
  expect(slack.messages().map(({ text }) => text)).toEqual(['arrives'])
})
