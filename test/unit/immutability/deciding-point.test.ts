import { describe, expect, test } from '@jest/globals'
import { NotFoundError } from '../../../shared/errors.ts'
import { decidingPoint } from '../../../shared/immutability/deciding-point.ts'
import type { RecoveryPoint } from '../../../shared/model/manifest.ts'
import { preparedPoint } from '../../fakes/points.ts'

/** What was read of a function: its tags, its placement, both or neither. */
type Read = 'tags' | 'placement' | 'both' | 'neither'

function contentOf(read: Read): RecoveryPoint['content'] {
  return {
    configuration: {},
    ...(read === 'tags' || read === 'both' ? { tags: { 'holdfast:plan': 'year' } } : {}),
    ...(read === 'placement' || read === 'both' ? { placement: [] } : {}),
  }
}

/** The points of a chain, oldest first, named by their number; the first has expired. */
async function deciding(chain: readonly Read[]): Promise<string | undefined> {
  const points = chain.map((read, index) => {
    const previous = `points/${index - 1}`
    return { ...preparedPoint(''), type: 'point', id: `${index}`, previous, content: contentOf(read) }
  })
  const readManifest = async (key: string) => {
    const point = points[Number(key.slice('points/'.length))]
    if (point === undefined) throw new NotFoundError(`no ${key}`)
    return point as unknown as RecoveryPoint
  }
  return (await decidingPoint({ readManifest }, await readManifest(`points/${chain.length - 1}`)))?.id
}

describe('The point that decides on the plan of the newest one', () => {
  test.each<[string, Read[], string]>([
    ['is itself when it has tags and placement', ['both', 'both'], '1'],
    ['is the last that has both', ['both', 'both', 'tags', 'neither'], '1'],
    ['is the last that has tags when none has both', ['tags', 'tags', 'neither', 'placement'], '1'],
    ['is itself when none has tags', ['placement', 'neither'], '1'],
  ])('%s', async (_, chain, id) => {
    expect(await deciding(chain)).toBe(id)
  })

  test('is found behind a month of changes of which nobody could read the tags', async () => {
    expect(await deciding(['both', ...Array.from({ length: 31 }, () => 'neither' as const)])).toBe('0')
  })
})
