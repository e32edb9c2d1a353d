import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll } from '@jest/globals'
import type { Clock } from '../../shared/ports/runtime.ts'
import { DirectoryStore } from '../../shared/vault/directory-store.ts'

/** Real time and waiting, for a lock that another process holds. */
export const realClock: Clock = { now: () => new Date(), sleep: async (ms) => await setTimeout(ms) }

/** Gives a new directory at each call, named with a space for good measure, and removes all when the file is done. */
export async function directoryPlaces(): Promise<() => string> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-'))
  afterAll(async () => await rm(root, { recursive: true, force: true }))
  let count = 0
  return () => {
    count += 1
    return join(root, `store ${count}`)
  }
}

/** Gives an empty directory store at each call. */
export async function directoryStores(): Promise<() => Promise<DirectoryStore>> {
  const place = await directoryPlaces()
  return async () => new DirectoryStore(place(), realClock)
}
