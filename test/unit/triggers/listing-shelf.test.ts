import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ThrottledError } from '../../../shared/errors.ts'
import { listingShelf } from '../../../shared/triggers/listing-shelf.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { sourceThat } from '../../fakes/fake-kinds.ts'

/** A shelf, its clock, and how often something was listed. */
function newShelf() {
  const clock = fakeClock()
  const shelf = listingShelf(clock)
  const listed: number[] = []
  const take = (notBefore?: Date, kind = 'schedule') =>
    shelf.take(kind, notBefore, async () => {
      listed.push(listed.length + 1)
      return []
    })
  return { clock, shelf, listed, take }
}

describe('a listing of a region', () => {
  test('is read once for captures within five minutes, and then again', async () => {
    const { clock, listed, take } = newShelf()
    await take()
    clock.advance(5 * 60_000 - 1)
    await take()
    expect(listed).toHaveLength(1)
    clock.advance(1)
    await take()
    expect(listed).toHaveLength(2)
  })

  test('is read again for a change that came after it, and kept for one that came before', async () => {
    const { clock, listed, take } = newShelf()
    await take()
    const read = clock.now()
    clock.advance(1000)
    await take(new Date(read.getTime() - 1))
    expect(listed).toHaveLength(1)
    await take(new Date(read.getTime() + 500))
    expect(listed).toHaveLength(2)
  })

  test('that was begun in the instant of a change is not trusted', async () => {
    const { clock, listed, take } = newShelf()
    await take()
    await take(clock.now())
    expect(listed).toHaveLength(2)
  })

  test('is shared by captures that ask at the same time', async () => {
    const { listed, take } = newShelf()
    await Promise.all([take(), take()])
    expect(listed).toHaveLength(1)
  })

  test('of one kind says nothing of another', async () => {
    const { listed, take } = newShelf()
    await take()
    await take(undefined, 'pipe')
    expect(listed).toHaveLength(2)
  })

  test('that failed is asked for again after a minute, not by each capture before that', async () => {
    const { clock, shelf, listed, take } = newShelf()
    await expect(shelf.take('schedule', undefined, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    )
    await expect(take()).rejects.toThrow('no')
    clock.advance(60_000)
    await take()
    expect(listed).toHaveLength(1)
  })

  test('that could not look into a source for the moment is good for a minute; for good, for five', async () => {
    const blind = (error: Error) => [{ ...sourceThat('arn'), gaps: [{ part: 'all', error }] }]
    for (const [error, again] of [
      [new ThrottledError('slow'), 1],
      [new AccessDeniedError('no'), 0],
    ] as const) {
      const { clock, shelf, listed, take } = newShelf()
      await shelf.take('schedule', undefined, async () => blind(error))
      clock.advance(60_000)
      await take()
      expect(listed).toHaveLength(again)
    }
  })
})
