import { beforeEach, describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { createFakeLocks } from '../../fakes/fake-locks.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import type { RestoreWorld } from '../restore/restore-world.ts'
import { HOME, restoreWorld } from '../restore/restore-world.ts'
import { NAME, createRich } from '../restore/rich-function.ts'
import { fakeWorld, holdfast } from './terminal.ts'

/** The plan of everything locks, and leaves code and triggers out of captures. */
const PLANS = `version: 1
default: locked
schedules: { quick: cron(0 3 ? * MON-SAT *), deep: cron(0 3 ? * SUN *) }
plans:
  locked: { immutability: { mode: governance, term: 30d }, capture: [configuration] }
`
const UPDATE = [NAME, '--on-conflict', 'update', '--yes'] as const

let account: RestoreWorld
let before: ReadonlySet<string>
beforeEach(async () => {
  account = restoreWorld()
  createRich(account)
  await account.capture(NAME)
  account.lambda.update(NAME, { Description: 'changed since' })
  account.clock.advance(60_000)
  before = new Set(account.store.objects.keys())
})

function terminal(more: Partial<World>): World {
  const world = fakeWorld(account.store)
  const locks = createFakeLocks(account.store, () => account.clock.now())
  return {
    ...world,
    clock: account.clock,
    openLocks: () => locks,
    aws: {
      ...world.aws,
      readCaller: async (region = HOME) => ({ account: ACCOUNT, principal: 'ada', region }),
    },
    restore: {
      open: async () => ({ account: account.ports.account, openPlace: account.ports.openPlace }),
    },
    ...more,
  }
}

/** The point that the restore took of what it changed, and all that it names. */
async function safetyPoint() {
  const [key = ''] = [...account.store.objects.keys()].filter(
    (one) => one.startsWith('points/') && !before.has(one),
  )
  const manifest = await account.ports.vault.readManifest(key)
  if (manifest.type !== 'point') throw new Error('no point was taken')
  return { key, manifest }
}

const lockOf = (key: string) => account.store.objects.get(key)?.lock

describe('the point that a restore takes of what it changes', () => {
  test('is locked with its blobs as its plan asks, and has what the plan leaves out of captures', async () => {
    const world = terminal({ findPlanFile: () => Promise.resolve(PLANS) })
    const { code, err } = await holdfast(world, 'restore', ...UPDATE)
    expect({ code, err }).toMatchObject({ code: 0 })
    const { key, manifest } = await safetyPoint()
    const until = new Date(new Date(manifest.takenAt).getTime() + 30 * 86_400_000)
    expect(lockOf(key)?.mode).toBe('governance')
    expect(lockOf(key)?.until.getTime()).toBeGreaterThanOrEqual(until.getTime())
    expect(manifest.blobs.length).toBeGreaterThan(0)
    for (const { sha256 } of manifest.blobs)
      expect(lockOf(blobKey(sha256))?.until.getTime()).toBeGreaterThanOrEqual(until.getTime())
    expect(manifest.gaps.map(({ part }) => part)).toEqual(['triggers/sns.amazonaws.com'])
    expect(manifest.content).toMatchObject({ code: expect.anything(), triggers: expect.any(Array) })
  })

  test('is locked by the file that is named', async () => {
    const readFile = async (path: string) => (path === 'other.yml' ? PLANS : '')
    const { code } = await holdfast(terminal({ readFile }), 'restore', ...UPDATE, '--plans', 'other.yml')
    expect(code).toBe(0)
    expect(lockOf((await safetyPoint()).key)).toBeDefined()
  })

  test('is locked by that file when the restore goes on, too: the commands that are said name it', async () => {
    const readFile = async (path: string) => (path === 'my plans.yml' ? PLANS : '')
    const world = terminal({ readFile })
    const { code, out, err } = await holdfast(world, 'restore', ...UPDATE, '--plans', 'my plans.yml')
    expect(code).toBe(0)
    expect(err).toMatch(/holdfast restore --resume \S+ .*--plans 'my plans\.yml'/)
    const [, restoreId = ''] = /--undo (\S+) .*--plans 'my plans\.yml'/.exec(out) ?? []
    expect(restoreId).toMatch(/^restore-/)
    const resumed = await holdfast(world, 'restore', '--resume', restoreId, '--plans', 'my plans.yml')
    expect(resumed.err).toContain("--plans 'my plans.yml'")
  })

  test('is not locked where there are no plans', async () => {
    expect((await holdfast(terminal({}), 'restore', ...UPDATE)).code).toBe(0)
    expect(lockOf((await safetyPoint()).key)).toBeUndefined()
  })
})
