import { describe, expect, test } from '@jest/globals'
import { chainBefore } from '../../../shared/capture/newest-point.ts'
import { ManifestInvalidError, ServiceFaultError } from '../../../shared/errors.ts'
import type { Manifest } from '../../../shared/model/manifest.ts'
import type { PointerState } from '../../../shared/ports/vault.ts'
import { fakeLog } from '../../fakes/fake-log.ts'

const POINT = { pointer: { type: 'point', manifest: 'points/x' }, version: '1' } as PointerState
const TOMBSTONE = { ...POINT, pointer: { ...POINT.pointer, type: 'tombstone' } } as PointerState

function chain(expected: PointerState | undefined, answer: () => Promise<Manifest>) {
  let reads = 0
  const log = fakeLog()
  const readManifest = () => {
    reads += 1
    return answer()
  }
  return { ...chainBefore({ vault: { readManifest }, log }, expected), log, reads: () => reads }
}

const found = async () => ({ type: 'point', gaps: [] }) as unknown as Manifest

describe('the newest point of a resource', () => {
  test('is read once, however often it is asked for', async () => {
    const { newest, reads } = chain(POINT, found)
    expect(await newest()).toBe(await newest())
    expect(reads()).toBe(1)
  })

  test('is none where there was none or the resource was gone, and nothing is read', async () => {
    for (const expected of [undefined, TOMBSTONE]) {
      const { newest, reads } = chain(expected, found)
      expect(await newest()).toBeUndefined()
      expect(reads()).toBe(0)
    }
  })

  test('that is damaged is not known, is told to the log, and keeps no capture from being made', async () => {
    const { newest, log } = chain(POINT, () => Promise.reject(new ManifestInvalidError('no')))
    expect(await newest()).toBeUndefined()
    expect(log.lines).toMatchObject([{ level: 'warn' }])
  })

  test('that the vault does not hand out for the moment is asked for again by the next attempt', async () => {
    const { newest } = chain(POINT, () => Promise.reject(new ServiceFaultError('GetObject: 503')))
    await expect(newest()).rejects.toThrow(ServiceFaultError)
  })
})
