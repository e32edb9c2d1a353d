import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { DirectoryStore } from '../../shared/vault/directory-store.ts'
import { createVault } from '../../shared/vault/vault.ts'
import { verify } from '../../shared/vault/verify.ts'
import { directoryPlaces, realClock } from './directory-places.ts'
import { chainOf } from './racing-writers.ts'

const PROCESS = fileURLToPath(new URL('racing-process.ts', import.meta.url))
const run = promisify(execFile)
const nextPlace = await directoryPlaces()

async function commitIn(directory: string, descriptions: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run(process.execPath, [PROCESS, 'commit', directory, ...descriptions])
  return JSON.parse(stdout) as string[]
}

function open(directory: string) {
  const store = new DirectoryStore(directory, realClock)
  return { store, vault: createVault({ store, clock: realClock, newId: () => 'test' }) }
}

/** Starts a process that holds the lock of a directory, and waits until it does. */
async function holder(directory: string): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn(process.execPath, [PROCESS, 'hold', directory])
  await once(child.stdout, 'data')
  return child
}

describe('several processes on one directory', () => {
  test('with the same content make one point', async () => {
    const directory = nextPlace()
    const states = await Promise.all([1, 2, 3, 4].map(async () => await commitIn(directory, ['same'])))
    expect(states.flat().toSorted()).toEqual(['captured', 'unchanged', 'unchanged', 'unchanged'])
  })

  test('with different contents lose none', async () => {
    const directory = nextPlace()
    const work = ['a', 'b', 'c', 'd'].map((name) => [1, 2, 3, 4].map((i) => `${name}${i}`))
    await Promise.all(work.map(async (descriptions) => await commitIn(directory, descriptions)))
    const { store, vault } = open(directory)
    expect((await chainOf(vault)).toSorted()).toEqual(work.flat().toSorted())
    expect((await verify(store)).damage).toEqual([])
  })

  test('do not wait for one that was killed while it held the lock', async () => {
    const directory = nextPlace()
    await commitIn(directory, ['first'])
    const child = await holder(directory)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await commitIn(directory, ['second'])).toEqual(['captured'])
  })

  test('wait for one that holds the lock', async () => {
    const directory = nextPlace()
    await commitIn(directory, ['first'])
    const child = await holder(directory)
    const committing = commitIn(directory, ['second'])
    const early = await Promise.race([committing, realClock.sleep(500)])
    child.kill('SIGKILL')
    expect(early).toBeUndefined()
    expect(await committing).toEqual(['captured'])
  })
})
