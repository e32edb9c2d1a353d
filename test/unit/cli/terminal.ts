import { tmpdir } from 'node:os'
import { Writable } from 'node:stream'
import { run } from '../../../cli/run.ts'
import type { World } from '../../../cli/world.ts'
import type { ObjectStore, RetentionStore } from '../../../shared/ports/object-store.ts'
import { VaultUnavailableError } from '../../../shared/errors.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

/** What one command printed, and how it ended. */
export interface Printed {
  readonly out: string
  readonly err: string
  readonly code: number
  /** stdout as the one JSON object that --json promises. */
  readonly json: () => Record<string, unknown>
}

const NOW = new Date('2026-11-21T12:00:00.000Z')

/** A world without AWS: one store behind every address. */
export function fakeWorld(store: ObjectStore | RetentionStore = createMemoryStore()): World {
  const clock = { now: () => NOW, sleep: () => Promise.resolve() }
  return {
    stdout: sink().stream,
    stderr: sink().stream,
    env: { HOLDFAST_VAULT: 'memory:' },
    clock,
    newId: () => '1f3c5a7e',
    interruption: { claim: () => new AbortController().signal },
    ask: undefined,
    readFile: () => Promise.reject(new Error('this world has no files')),
    findPlanFile: () => Promise.resolve(undefined),
    scratchFolder: tmpdir(),
    openVault: (_url, whenMissing, onBegun) =>
      createVault({ store, clock, newId: () => 'vault', whenMissing, onBegun }),
    openStore: () => store,
    openRetentionStore: () => ('remove' in store ? store : noAws()),
    openLocks: () => undefined,
    regionOf: () => Promise.resolve(undefined),
    accelerate: () => undefined,
    useProfile: () => Promise.resolve(),
    zones: { openRegions: noAws, openRules: noAws, openStacks: noAws },
    doctor: async () => ({
      openTrails: noAws,
      openDelivery: noAws,
      openBuckets: noAws,
      openPermissions: noAws,
      openLimits: noAws,
      openEdge: noAws,
      readServiceTime: noAws,
    }),
    deadLetters: { open: noAws, openExecutions: noAws },
    audit: { open: noAws, openRoleUse: noAws },
    restore: { open: noAws },
    restoreTest: { open: noAws },
    aws: {
      readCaller: () => Promise.reject(new VaultUnavailableError('this world has no AWS')),
      openZone: noAws,
      openDrivers: noAws,
    },
  }
}

function noAws(): never {
  throw new Error('this world has no AWS')
}

/** Runs one command in a world, and gives back what it printed. */
export async function holdfast(world: World, ...argv: readonly string[]): Promise<Printed> {
  const out = sink(world.stdout.isTTY)
  const err = sink(world.stderr.isTTY)
  const code = await run(argv, { ...world, stdout: out.stream, stderr: err.stream })
  return { out: out.text(), err: err.text(), code, json: () => parseOne(out.text()) }
}

/** Output that claims to be a terminal, or not. */
export function sink(isTTY = false) {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString())
      done()
    },
  })
  return { stream: Object.assign(stream, { isTTY }), text: () => chunks.join('') }
}

function parseOne(text: string): Record<string, unknown> {
  if (text.trimEnd().includes('\n')) throw new Error(`more than one line: ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}
