/**
 * One of several processes that write into one directory vault; started by directory-processes.slow.test.ts.
 * `commit <directory> <description>...` commits a point of each description and prints the states as JSON.
 * `hold <directory>` takes the directory's lock, says `held` and keeps it until it is killed.
 */
import { setTimeout } from 'node:timers/promises'
import { createLock } from '../../shared/vault/directory-lock.ts'
import { DirectoryStore } from '../../shared/vault/directory-store.ts'
import { createVault } from '../../shared/vault/vault.ts'
import { commitUntilDone } from './commit-until-done.ts'

const [task, directory = '', ...descriptions] = process.argv.slice(2)
const clock = { now: () => new Date(), sleep: async (ms: number) => await setTimeout(ms) }

async function commitAll(): Promise<void> {
  const store = new DirectoryStore(directory, clock)
  const vault = createVault({ store, clock, newId: () => `process-${process.pid}` })
  const states: string[] = []
  for (const description of descriptions) states.push(await commitUntilDone(vault, description))
  console.log(JSON.stringify(states))
}

async function hold(): Promise<void> {
  await createLock(
    `${directory}/.holdfast/lock`,
    clock,
  )(async () => {
    console.log('held')
    await setTimeout(60_000)
  })
}

await (task === 'hold' ? hold() : commitAll())
