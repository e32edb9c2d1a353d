import { describe, expect, test } from '@jest/globals'
import { closedGaps } from '../../../shared/capture/closed-gaps.ts'
import { ManifestInvalidError } from '../../../shared/errors.ts'
import type { Gap, Manifest } from '../../../shared/model/manifest.ts'
import type { PointerState } from '../../../shared/ports/vault.ts'
import { fakeLog } from '../../fakes/fake-log.ts'

const NEWEST = { pointer: { type: 'point', manifest: 'points/x' }, version: '1' } as PointerState

const gap = (part: string, reason: Gap['reason'] = 'access-denied'): Gap => ({ part, reason, message: '' })

function after(gaps: readonly Gap[], now: readonly Gap[], newest: PointerState = NEWEST) {
  const vault = { readManifest: async () => ({ type: 'point', gaps }) as unknown as Manifest }
  return closedGaps({ vault, log: fakeLog() }, newest, now)
}

describe('the gaps that a new point closes', () => {
  test('are those of the point before that it does not have', async () => {
    expect(await after([gap('policy'), gap('urls')], [gap('urls'), gap('role')])).toEqual({
      closedGaps: ['policy'],
    })
  })

  test('are none that would have closed by themselves', async () => {
    expect(await after([gap('policy', 'throttled')], [])).toEqual({})
  })

  test('are none when there was no point before, or the resource was gone', async () => {
    const vault = { readManifest: () => Promise.reject(new Error('nothing is read')) }
    expect(await closedGaps({ vault, log: fakeLog() }, undefined, [])).toEqual({})
    const tombstone = { ...NEWEST, pointer: { ...NEWEST.pointer, type: 'tombstone' } } as PointerState
    expect(await after([gap('policy')], [], tombstone)).toEqual({})
  })

  test('are not known when the point before is damaged, and the capture goes on', async () => {
    const log = fakeLog()
    const vault = { readManifest: () => Promise.reject(new ManifestInvalidError('no')) }
    expect(await closedGaps({ vault, log }, NEWEST, [])).toEqual({})
    expect(log.lines).toMatchObject([{ level: 'warn' }])
  })
})
