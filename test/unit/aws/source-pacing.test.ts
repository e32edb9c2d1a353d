import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { CallHooks } from '../../../shared/aws/call-hooks.ts'
import { sourcePacing } from '../../../shared/aws/source-pacing.ts'

const TOPICS = { service: 'SNS', operation: 'GetTopicAttributes', region: 'eu-west-1' }
const answered = { throttled: false, failed: false }

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

/** Asks for `count` requests at once. @returns how many have leave by now */
function ask(hooks: CallHooks, count: number, call = TOPICS) {
  let allowed = 0
  for (let n = 0; n < count; n += 1) void hooks.before?.(call).then(() => (allowed += 1))
  return async (seconds = 0) => {
    await jest.advanceTimersByTimeAsync(seconds * 1000)
    return allowed
  }
}

describe('requests to the services round Lambda', () => {
  test('are three at once to one service of one region; each answer lets the next one go', async () => {
    const hooks = sourcePacing()
    const allowed = ask(hooks, 5)
    expect(await allowed(60)).toBe(3)
    hooks.after?.({ ...TOPICS, ...answered })
    expect(await allowed()).toBe(4)
    hooks.after?.({ ...TOPICS, throttled: false, failed: true })
    expect(await allowed()).toBe(5)
  })

  test('do not wait for those to another service or region', async () => {
    const hooks = sourcePacing()
    await ask(hooks, 5)()
    expect(await ask(hooks, 3, { ...TOPICS, region: 'eu-west-2' })()).toBe(3)
    expect(await ask(hooks, 3, { ...TOPICS, service: 'EventBridge' })()).toBe(3)
  })

  test.each(['APIGateway', 'ApiGatewayV2'])(
    'keep to a third of the quota of API Gateway, named %s by the SDK',
    async (service) => {
      const hooks = sourcePacing()
      const call = { ...TOPICS, service }
      let left = 0
      const one = async () => {
        await hooks.before?.(call)
        left += 1
        hooks.after?.({ ...call, ...answered })
      }
      for (let n = 0; n < 200; n += 1) void one()
      await jest.advanceTimersByTimeAsync(0)
      const burst = left
      await jest.advanceTimersByTimeAsync(9000)
      expect(burst).toBeLessThanOrEqual(14)
      expect(left - burst).toBeGreaterThanOrEqual(29)
      expect(left - burst).toBeLessThanOrEqual(31)
    },
  )

  test('to both APIs of API Gateway share one quota', async () => {
    const hooks = sourcePacing()
    for (let n = 0; n < 13; n += 1) {
      const call = { ...TOPICS, service: 'APIGateway' }
      await hooks.before?.(call)
      hooks.after?.({ ...call, ...answered })
    }
    expect(await ask(hooks, 1, { ...TOPICS, service: 'ApiGatewayV2' })()).toBe(0)
  })
})
