import { describe, expect, test } from '@jest/globals'
import { realAuditDoor } from '../../../cli/audit-door.ts'
import type { StoreWorld } from '../../../shared/runtime/open-vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

const ASKED = new RangeError('the region was asked')

/** A world in which no request leaves: finding the region fails, which comes before everything else. */
function door(more: Partial<StoreWorld> = {}) {
  const asked: string[] = []
  const findRegion = async (bucket: string) => {
    asked.push(bucket)
    throw ASKED
  }
  const clock = { now: () => new Date(0), sleep: async () => {} }
  return { asked, audit: realAuditDoor(() => ({ clock, findRegion, ...more })) }
}

describe('an audit from a terminal', () => {
  test.each([
    ['the vault', 'vault'],
    ['its objects', 'store'],
    ['its locks', 'locks'],
    ["the bucket's settings", 'bucket'],
  ] as const)('asks for %s in the region where the bucket is', async (_what, part) => {
    const { asked, audit } = door()
    const { vault, store, locks, bucket } = audit.open('s3://my-bucket/prefix')
    const ask = {
      vault: async () => await vault.hasBlob('0'.repeat(64)),
      store: async () => await store.stat('vault.json'),
      locks: async () => await locks?.lockOf('vault.json'),
      bucket: async () => await bucket?.readSettings(),
    }
    await expect(ask[part]()).rejects.toThrow()
    expect(new Set(asked)).toEqual(new Set(['my-bucket']))
  })

  test('reaches a vault as every other command does: over an access point, accelerated', () => {
    const { audit } = door({ openAccessPoint: () => ({ ...createMemoryStore(), url: 's3://point' }) })
    const { store, bucket, locks } = audit.open(
      's3://arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap',
    )
    expect([store.url, bucket, locks]).toEqual(['s3://point', undefined, undefined])
    expect(() => door({ accelerate: true }).audit.open('s3://my.bucket')).toThrow('Transfer Acceleration')
  })
})
