import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { compareZones } from '../../../shared/zones/compare-zones.ts'
import { discoverZones } from '../../../shared/zones/discover-zones.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

const ACCOUNT = '123456789012'
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-south-1']

describe('discovery', () => {
  test('finds the enabled regions, and the edge', () => {
    expect(compareZones(REGIONS, []).zones).toEqual(['ap-south-1', 'eu-west-1', 'us-east-1', 'edge'])
  })

  test('tells new zones from known ones, and names those that vanished', () => {
    const found = compareZones(REGIONS, ['eu-west-1', 'edge', 'me-south-1'])
    expect(found.newZones).toEqual(['ap-south-1', 'us-east-1'])
    expect(found.vanishedZones).toEqual(['me-south-1'])
  })

  test('looks only at the zones that the filter asks for; exclude wins', () => {
    const filter = { zones: ['eu-west-1', 'edge', 'us-east-1'], exclude: ['us-east-1'] }
    expect(compareZones(REGIONS, [], filter).zones).toEqual(['eu-west-1', 'edge'])
  })

  test('does not call a zone vanished that is only filtered out', () => {
    expect(compareZones(REGIONS, REGIONS, { exclude: ['us-east-1'] }).vanishedZones).toEqual([])
  })

  test('names a zone that the filter asks for and the account has not', () => {
    const filter = { zones: ['eu-west-1', 'eu-wset-1'] }
    expect(compareZones(REGIONS, [], filter).unknownZones).toEqual(['eu-wset-1'])
  })

  test('takes a zone for known once it was listed in the vault of that account', async () => {
    const clock = { now: () => new Date('2026-11-21T12:00:00Z'), sleep: async () => {} }
    const vault = createVault({ store: createMemoryStore(), clock, newId: () => 'v' })
    for (const [account, zone] of [
      [ACCOUNT, 'eu-west-1'],
      ['999999999999', 'us-east-1'],
    ] as const) {
      const inventory = { format: 1, account, zone, listedAt: '2026-11-21T12:00:00Z', functions: {} } as const
      await vault.writeInventory(inventory, undefined)
    }
    const regions = { listEnabled: async () => REGIONS }
    const found = await discoverZones({ regions, vault }, ACCOUNT)
    expect(found.newZones).toEqual(['ap-south-1', 'us-east-1', 'edge'])
  })

  test('puts each zone into exactly one place', () => {
    const names = ['a-b-1', 'c-d-2', 'e-f-3', 'g-h-4', 'edge']
    const zones = fc.uniqueArray(fc.constantFrom<string>(...names))
    const regions = fc.uniqueArray(fc.constantFrom<string>(...names.slice(0, 4)))
    const filters = fc.record({ zones, exclude: zones }, { requiredKeys: [] })
    const property = fc.property(regions, zones, filters, (enabled, seen, filter) => {
      const found = compareZones(enabled, seen, filter)
      const existing = new Set([...enabled, 'edge'])
      for (const zone of found.zones) {
        expect(existing.has(zone)).toBe(true)
        expect(filter.exclude ?? []).not.toContain(zone)
        expect(found.newZones.includes(zone)).toBe(!seen.includes(zone))
      }
      for (const zone of seen) expect(found.vanishedZones.includes(zone)).toBe(!existing.has(zone))
      expect(new Set(found.zones).size).toBe(found.zones.length)
    })
    fc.assert(property)
  })
})
