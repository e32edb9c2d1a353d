import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { resourcePath } from '../../../shared/model/resource.ts'
import type { Candidate } from '../../../shared/restore-test/choose-tests.ts'
import { chooseTests } from '../../../shared/restore-test/choose-tests.ts'

const candidate = (name: string, testedAt?: string, isProduction = false): Candidate => ({
  resource: { account: '123456789012', zone: 'eu-west-1', kind: 'function', name },
  testedAt: testedAt === undefined ? undefined : new Date(testedAt),
  isProduction,
})
const chosen = (candidates: readonly Candidate[], sample: number) =>
  chooseTests(candidates, sample).map(({ resource, reason }) => `${resource.name}: ${reason}`)

describe('the choice of restore tests', () => {
  test('takes those that never were tested, then those whose test is the longest ago', () => {
    const all = [
      candidate('a', '2026-01-03'),
      candidate('b', '2026-01-01'),
      candidate('c'),
      candidate('d', '2026-01-02'),
    ]
    expect(chosen(all, 3)).toEqual(['c: never-tested', 'b: tested-longest-ago', 'd: tested-longest-ago'])
  })

  test('takes all of production every time, beside the sample of the others', () => {
    const all = [
      candidate('a', '2026-01-01', true),
      candidate('b'),
      candidate('c'),
      candidate('d', '2026-01-09', true),
    ]
    expect(chosen(all, 1)).toEqual(['a: production', 'd: production', 'b: never-tested'])
    expect(chosen(all, 0)).toEqual(['a: production', 'd: production'])
  })

  test('is nothing where there is nothing', () => {
    expect(chooseTests([], 5)).toEqual([])
  })

  test('gives every function its turn before any has a second one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 7 }), (count, sample) => {
        const testedAt = new Map<string, Date>()
        for (let night = 0; night < Math.ceil(count / sample); night += 1) {
          const all = Array.from({ length: count }, (_, index) => {
            const one = candidate(`f${index}`)
            return { ...one, testedAt: testedAt.get(resourcePath(one.resource)) }
          })
          for (const { resource } of chooseTests(all, sample))
            testedAt.set(resourcePath(resource), new Date(night * 1000))
        }
        expect(testedAt.size).toBe(count)
      }),
    )
  })
})
