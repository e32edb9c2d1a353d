import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Listed } from '../../../shared/capture/plan-zone.ts'
import { listedFunction, planZone } from '../../../shared/capture/plan-zone.ts'
import type { Inventory } from '../../../shared/model/inventory.ts'

const FINGERPRINT = 'f'.repeat(64)

function listed(name: string, revision = '1'): Listed {
  const item = { FunctionName: name, CodeSha256: 'c', ConfigSha256: 'd', RevisionId: revision }
  return listedFunction({ ...item, LastModified: 'm', Environment: { Variables: { KEY: 'pa55' } } })
}

function inventoryOf(...functions: readonly Listed[]): Inventory {
  const entries = functions.map(({ name, state }) => [name, { ...state, fingerprint: FINGERPRINT }] as const)
  return {
    format: 1,
    account: '123456789012',
    zone: 'eu-west-1',
    listedAt: '2026-01-01T00:00:00.000Z',
    functions: Object.fromEntries(entries),
  }
}

describe('the plan of a zone', () => {
  test('reads what is new or changed, leaves what is not, and looks for what is gone; each with its reason', () => {
    const inventory = inventoryOf(listed('same'), listed('moved'), listed('gone'))
    const listing = [listed('same'), listed('new'), listed('moved', '2')]
    expect(planZone({ listing, inventory, living: [] }, 'quick')).toEqual({
      read: [
        { name: 'moved', reason: 'revisionId changed' },
        { name: 'new', reason: 'not in the inventory' },
      ],
      unchanged: [{ name: 'same', reason: 'the listing shows what the inventory has' }],
      gone: [{ name: 'gone', reason: 'not listed any more' }],
    })
  })

  test.each(['codeSha256', 'configSha256', 'revisionId', 'lastModified'] as const)(
    'reads a function of which %s differs',
    (member) => {
      const one = listed('one')
      const listing = [{ ...one, state: { ...one.state, [member]: 'other' } }]
      const { read } = planZone({ listing, inventory: inventoryOf(one), living: [] }, 'quick')
      expect(read).toEqual([{ name: 'one', reason: `${member} changed` }])
    },
  )

  test('reads everything when it is deep, for aliases and policies are in no listing', () => {
    const inventory = inventoryOf(listed('same'))
    const { read, unchanged } = planZone({ listing: [listed('same')], inventory, living: [] }, 'deep')
    expect(read.map(({ name }) => name)).toEqual(['same'])
    expect(unchanged).toEqual([])
  })

  test('looks for functions that have a living point and were in no inventory', () => {
    const { gone } = planZone(
      { listing: [listed('here')], inventory: undefined, living: ['here', 'lost'] },
      'deep',
    )
    expect(gone.map(({ name }) => name)).toEqual(['lost'])
  })

  test("leaves Holdfast's own scratch functions out", () => {
    const scratch = listed('holdfast-scratch-1')
    const plan = planZone(
      { listing: [scratch], inventory: inventoryOf(listed('holdfast-scratch-2')), living: [] },
      'deep',
    )
    expect(plan).toEqual({ read: [], unchanged: [], gone: [] })
  })

  test('remembers nothing of a listing but what shows a change', () => {
    expect(JSON.stringify(listed('one'))).not.toContain('pa55')
  })

  test('names every function exactly once', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 12 })
    fc.assert(
      fc.property(
        names,
        names,
        names,
        fc.constantFrom('quick' as const, 'deep' as const),
        (now, then, alive, mode) => {
          const state = {
            listing: now.map((name) => listed(name)),
            inventory: inventoryOf(...then.map((name) => listed(name))),
            living: alive,
          }
          const plan = planZone(state, mode)
          const planned = [...plan.read, ...plan.unchanged, ...plan.gone].map(({ name }) => name)
          expect(planned.toSorted()).toEqual([...new Set([...now, ...then, ...alive])].toSorted())
        },
      ),
    )
  })
})
