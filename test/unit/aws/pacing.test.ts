import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { createPacer, lambdaPacing } from '../../../shared/aws/pacing.ts'

const LIST = { service: 'Lambda', operation: 'ListAliases', region: 'eu-west-1' }
const answered = { throttled: false, failed: false }

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

/** How many of `count` requests get leave within so many seconds. */
async function allowedIn(
  seconds: number,
  count: number,
  take: () => Promise<void> | undefined,
): Promise<number> {
  let allowed = 0
  for (let number = 0; number < count; number += 1) void take()?.then(() => (allowed += 1))
  await jest.advanceTimersByTimeAsync(seconds * 1000)
  return allowed
}

describe('pacing', () => {
  test('lets a burst pass at once, and then goes at its rate', async () => {
    const pacer = createPacer(5, 10)
    expect(await allowedIn(0, 100, pacer.take)).toBe(10)
    expect(await allowedIn(4, 0, pacer.take)).toBe(0)
    const other = createPacer(5, 10)
    expect(await allowedIn(4, 100, other.take)).toBe(30)
  })

  test('never begins with more than a third of what AWS holds ready, whatever the share', async () => {
    for (const share of [0.1, 1 / 3, 1]) {
      const { before } = lambdaPacing(share)
      expect(await allowedIn(0, 100, () => before?.(LIST))).toBe(5)
      expect(await allowedIn(0, 500, () => before?.({ ...LIST, operation: 'GetFunction' }))).toBe(33)
    }
  })

  test('loses no request of its rate to a pause of three tenths of a second', async () => {
    const { before } = lambdaPacing(1)
    await allowedIn(0, 5, () => before?.(LIST))
    await jest.advanceTimersByTimeAsync(300)
    expect(await allowedIn(1, 100, () => before?.(LIST))).toBe(19)
  })

  test('halves its rate when AWS throttles, down to a tenth, and recovers by and by', () => {
    const pacer = createPacer(10, 10)
    pacer.slowDown()
    expect(pacer.rate()).toBe(5)
    for (let number = 0; number < 9; number += 1) pacer.slowDown()
    expect(pacer.rate()).toBe(1)
    for (let number = 0; number < 10; number += 1) pacer.speedUp()
    expect(pacer.rate()).toBeCloseTo(3)
    for (let number = 0; number < 100; number += 1) pacer.speedUp()
    expect(pacer.rate()).toBe(10)
  })

  test('has nothing left of a burst once AWS throttled', async () => {
    const pacer = createPacer(10, 10)
    pacer.slowDown()
    expect(await allowedIn(0, 10, pacer.take)).toBe(0)
  })

  test('keeps regions, and groups of operations with a quota of their own, apart', async () => {
    const { before } = lambdaPacing(0.2)
    expect(await allowedIn(0, 100, () => before?.(LIST))).toBe(5)
    expect(await allowedIn(0, 100, () => before?.({ ...LIST, operation: 'ListFunctionUrlConfigs' }))).toBe(0)
    expect(await allowedIn(0, 100, () => before?.({ ...LIST, operation: 'GetPolicy' }))).toBe(5)
    expect(await allowedIn(0, 100, () => before?.({ ...LIST, operation: 'GetFunction' }))).toBe(33)
    expect(await allowedIn(0, 100, () => before?.({ ...LIST, region: 'us-east-1' }))).toBe(5)
  })

  test("leaves other services alone: their quotas are not Lambda's", async () => {
    const { before } = lambdaPacing(0.2)
    const policy = { service: 'IAM', operation: 'GetPolicy', region: 'eu-west-1' }
    expect(await allowedIn(0, 100, () => before?.(policy))).toBe(100)
  })

  test('slows only the group that AWS throttled', async () => {
    const { before, after } = lambdaPacing(0.2)
    await before?.(LIST)
    after?.({ ...LIST, ...answered })
    after?.({ ...LIST, throttled: true, failed: true })
    expect(await allowedIn(0, 10, () => before?.(LIST))).toBe(0)
    expect(await allowedIn(0, 10, () => before?.({ ...LIST, operation: 'GetPolicy' }))).toBe(5)
  })
})
