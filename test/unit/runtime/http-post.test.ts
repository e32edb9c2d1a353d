import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { ServiceFaultError } from '../../../shared/errors.ts'
import { httpPoster } from '../../../shared/runtime/http-post.ts'
import type { FakeSlack } from '../../fakes/fake-slack.ts'
import { startSlack } from '../../fakes/fake-slack.ts'

const post = httpPoster(request)
const PATIENCE = 5000

let slack: FakeSlack
beforeEach(async () => {
  slack = await startSlack()
})
afterEach(() => slack.close())

const send = (timeout = PATIENCE) =>
  post({ address: slack.address, headers: { 'content-type': 'application/json' }, body: '{"ü":1}' }, timeout)

describe('posting', () => {
  test('sends the body whole, with its length and headers', async () => {
    expect(await send()).toEqual({ status: 200, retryAfter: undefined, text: '' })
    expect(slack.posted).toMatchObject([
      {
        path: '/services/T0/B0/secret',
        body: '{"ü":1}',
        headers: { 'content-type': 'application/json', 'content-length': '8', 'user-agent': 'holdfast' },
      },
    ])
  })

  test('gives the status, Retry-After and words of a refusal', async () => {
    slack.answers.push({ status: 429, headers: { 'retry-after': '7' }, text: 'rate_limited' })
    expect(await send()).toEqual({ status: 429, retryAfter: '7', text: 'rate_limited' })
  })

  test('follows no redirect', async () => {
    slack.answers.push({ status: 307, headers: { location: slack.address.href } })
    expect(await send()).toMatchObject({ status: 307 })
    expect(slack.posted).toHaveLength(1)
  })

  test('reads the beginning of an answer without end', async () => {
    slack.answers.push('huge')
    const { status, text } = await send()
    expect(status).toBe(500)
    expect(text).toHaveLength(1024)
  })

  test('gives a silent server up', async () => {
    slack.answers.push('slow')
    await expect(send(50)).rejects.toThrow(new ServiceFaultError('No answer came in time.'))
  })

  test('says that nobody listens, and no part of the address', async () => {
    const { address } = slack
    const gone = await startSlack()
    await gone.close()
    const error = await post({ address: gone.address, headers: {}, body: '' }, PATIENCE).catch(
      (one: unknown) => one,
    )
    expect(error).toEqual(new ServiceFaultError('No answer came: ECONNREFUSED.'))
    expect((error as Error).cause).toBeUndefined()
    expect(address.pathname).toContain('secret')
  })
})
