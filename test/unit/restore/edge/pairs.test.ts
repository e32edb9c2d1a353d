import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { PairChanges } from '../../../../shared/restore/edge/edge-ports.ts'
import { changesTo, inRequests } from '../../../../shared/restore/edge/pairs.ts'

const pairs = fc
  .dictionary(fc.string({ minLength: 1 }), fc.string())
  .map((one) => new Map(Object.entries(one)))

function apply(present: ReadonlyMap<string, string>, requests: readonly PairChanges[]): Map<string, string> {
  const held = new Map(present)
  for (const { puts, deletes } of requests) {
    for (const { key, value } of puts) held.set(key, value)
    for (const key of deletes) held.delete(key)
  }
  return held
}

describe('changes of a key value store', () => {
  test('lead from any pairs to any others, for the keys that they are asked for and no others', () => {
    fc.assert(
      fc.property(pairs, pairs, (present, wanted) => {
        const all = apply(
          present,
          inRequests(changesTo(wanted, present, [...wanted.keys(), ...present.keys()])),
        )
        expect(all).toEqual(new Map(wanted))
        const some = apply(present, inRequests(changesTo(wanted, present, wanted.keys())))
        expect(some).toEqual(new Map([...present, ...wanted]))
      }),
    )
  })

  test('say nothing of what is so already', () => {
    const same = new Map([['a', '1']])
    expect(inRequests(changesTo(same, same, ['a', 'b']))).toEqual([])
  })

  test('go in requests of at most fifty keys, what is removed included', () => {
    const wanted = new Map(Array.from({ length: 30 }, (_, number) => [`new ${number}`, '']))
    const present = new Map(Array.from({ length: 80 }, (_, number) => [`old ${number}`, '']))
    const requests = inRequests(changesTo(wanted, present, [...wanted.keys(), ...present.keys()]))
    expect(requests.map(({ puts, deletes }) => [puts.length, deletes.length])).toEqual([
      [30, 20],
      [0, 50],
      [0, 10],
    ])
  })

  test('go in requests that stay below three megabytes', () => {
    const wanted = new Map(['a', 'b', 'c'].map((key) => [key, 'x'.repeat(900_000)]))
    expect(inRequests(changesTo(wanted, new Map(), wanted.keys())).map(({ puts }) => puts.length)).toEqual([
      2, 1,
    ])
  })
})
