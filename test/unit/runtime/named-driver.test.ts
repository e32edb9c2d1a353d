import { expect, test } from '@jest/globals'
import type { WorkItem } from '../../../shared/model/work.ts'
import type { ZoneDriver } from '../../../shared/runs/zone-driver.ts'
import { currentLogKeys, withLogKeys } from '../../../shared/runtime/log-context.ts'
import { namedDriver } from '../../../shared/runtime/named-driver.ts'

test('captures side by side say each of which resource their lines are', async () => {
  const seen: unknown[] = []
  const driver: ZoneDriver = {
    plan: async () => Promise.resolve({ found: 0, unchanged: [], items: [] }),
    async capture({ name }) {
      await Promise.resolve()
      seen.push(currentLogKeys())
      return { outcome: { type: 'ignored', reason: name }, isProvisional: false }
    },
    usage: () => ({ apiCalls: {}, throttled: 0 }),
  }
  const named = namedDriver(driver, 'eu-west-1')
  const now = new Date()
  const request = { account: '123456789012', cause: { type: 'run', runId: 'r1' } as const, since: now }
  const items = ['orders', 'bills'].map((name) => ({ kind: 'function', name }) as WorkItem)
  await withLogKeys({ runId: 'r1' }, async () =>
    Promise.all(items.map(async (item) => named.capture(item, request))),
  )
  expect(seen).toEqual([
    { runId: 'r1', resource: '123456789012/eu-west-1/function/orders' },
    { runId: 'r1', resource: '123456789012/eu-west-1/function/bills' },
  ])
})
