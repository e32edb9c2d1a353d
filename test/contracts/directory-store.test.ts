import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from '@jest/globals'
import { setTimeout } from 'node:timers/promises'
import { DirectoryStore } from '../../shared/vault/directory-store.ts'
import { objectStoreContract } from './object-store.ts'

const root = await mkdtemp(join(tmpdir(), 'holdfast-store-'))
afterAll(async () => await rm(root, { recursive: true, force: true }))

let count = 0
objectStoreContract('a directory', async () => {
  count += 1
  return new DirectoryStore(join(root, `store ${count}`), { sleep: async (ms) => await setTimeout(ms) })
})
