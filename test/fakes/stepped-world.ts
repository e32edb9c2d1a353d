import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { ObjectLocks, RetentionStore } from '../../shared/ports/object-store.ts'
import type { Clock } from '../../shared/ports/runtime.ts'
import { createFakeLocks } from './fake-locks.ts'
import type { MemoryStore } from './memory-store.ts'
import { createMemoryStore } from './memory-store.ts'

/** Somebody who uses the store: each of its calls is a step, and how long it waits before one is drawn for it. */
export interface Actor {
  readonly store: RetentionStore
  readonly locks: ObjectLocks
  readonly clock: Clock
  /** From now on none of its calls comes to an end: its process was killed. */
  kill(): void
}

/** A store in memory, a clock and a scheduler that decides, by its seed alone, whose call is the next. */
export interface SteppedWorld {
  readonly memory: MemoryStore
  readonly now: () => Date
  readonly random: () => number
  /** @param longest the longest that it waits before a call, in milliseconds */
  actor(longest: number): Actor
  /** Runs until the work is done. @param check after each step that changed something, with the key */
  run(work: readonly Promise<unknown>[], check: (key: string) => void): Promise<void>
}

interface Waiting {
  readonly at: number
  readonly resume: () => void
}

export function steppedWorld(seed: number, start = '2026-01-01T00:00:00Z'): SteppedWorld {
  const random = mulberry32(seed)
  let time = Date.parse(start)
  let waiting: Waiting[] = []
  let changed: string | undefined
  const now = () => new Date(time)
  const memory = createMemoryStore(now)
  const locks = createFakeLocks(memory, now)
  const waitUntil = (at: number) => new Promise<void>((resume) => waiting.push({ at, resume }))

  /** One of those whose time has come; the first to come when there is none. */
  const next = (): Waiting => {
    const due = waiting.filter(({ at }) => at <= time)
    const chosen =
      due.length > 0
        ? due[Math.floor(random() * due.length)]!
        : waiting.reduce((first, one) => (one.at < first.at ? one : first))
    waiting = waiting.filter((one) => one !== chosen)
    time = Math.max(time, chosen.at) + Math.floor(random() * 200)
    return chosen
  }

  return {
    memory,
    now,
    random,
    actor(longest) {
      let isDead = false
      const turn = async () => {
        await (isDead ? new Promise<never>(() => {}) : waitUntil(time + Math.floor(random() ** 4 * longest)))
        if (isDead) await new Promise<never>(() => {})
      }
      return {
        store: steppedStore(memory, turn, (key) => (changed = key)),
        locks: {
          lockOf: async (key) => await turn().then(() => locks.lockOf(key)),
          extend: async (key, lock) =>
            await turn()
              .then(() => locks.extend(key, lock))
              .finally(() => (changed = key)),
        },
        clock: { now, sleep: async (ms) => await waitUntil(time + ms).then(turn) },
        kill: () => (isDead = true),
      }
    },
    async run(work, check) {
      let isOver = false
      const all = Promise.all(work).finally(() => (isOver = true))
      all.catch(() => {})
      for (;;) {
        // Everybody goes on until their next call of the store.
        await new Promise((resolve) => setImmediate(resolve))
        if (changed !== undefined) check(changed)
        changed = undefined
        if (isOver) break
        if (waiting.length === 0) throw new Error('nobody can go on')
        next().resume()
      }
      await all
    },
  }
}

function steppedStore(
  memory: MemoryStore,
  turn: () => Promise<void>,
  onChange: (key: string) => void,
): RetentionStore {
  const step = async <T>(call: () => Promise<T>): Promise<T> => {
    await turn()
    return await call()
  }
  return {
    url: memory.url,
    read: (key) => step(() => memory.read(key)),
    load: (key) => step(() => memory.load(key)),
    stat: (key) => step(() => memory.stat(key)),
    async write(key, body, options) {
      const bytes = body instanceof Readable ? await buffer(body) : body
      return await step(() => memory.write(key, bytes, options).finally(() => onChange(key)))
    },
    remove: (key, version) => step(() => memory.remove(key, version).finally(() => onChange(key))),
    /** A page is two keys, as they are at that moment. */
    async *list(prefix) {
      for (let last = ''; ;) {
        await turn()
        const after = [...memory.objects.keys()].filter((key) => key.startsWith(prefix) && key > last).sort()
        for (const key of after.slice(0, 2)) {
          const { bytes, version, modifiedAt } = memory.objects.get(key)!
          yield { key, size: bytes.length, version, modifiedAt }
        }
        if (after.length <= 2) return
        last = after[1]!
      }
    },
  }
}

/** A small generator of numbers that look random, the same for each seed (public domain, by Tommy Ettinger). */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
