import { expect, test } from '@jest/globals'
import type { Inventory } from '../../../shared/model/inventory.ts'
import { lastSeen } from '../../../shared/plans/last-seen.ts'
import { RICH_POINT } from '../../fakes/rich-point.ts'

const { fingerprint, takenAt } = RICH_POINT
const listed = (listedAt: string, functions: Inventory['functions']): Inventory => ({
  format: 1,
  account: '111122223333',
  zone: 'eu-west-1',
  listedAt,
  functions,
})
const LATER = '2026-11-21T03:00:00.000Z'
const EARLIER = '2026-11-19T03:00:00.000Z'

test.each([
  ['a later listing found it the same', listed(LATER, { orders: { fingerprint } }), LATER],
  ['the listing is older than the point', listed(EARLIER, { orders: { fingerprint } }), takenAt],
  ['the listing knows another state', listed(LATER, { orders: { fingerprint: '1'.repeat(64) } }), takenAt],
  ['the listing does not have it', listed(LATER, {}), takenAt],
  ['there is no listing', undefined, takenAt],
])('where %s, a function was last seen then', (_what, inventory, seen) => {
  expect(lastSeen(RICH_POINT, inventory)).toEqual(new Date(seen))
})
