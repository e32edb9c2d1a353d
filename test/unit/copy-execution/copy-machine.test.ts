import { beforeEach, describe, expect, test } from '@jest/globals'
import { newestCopyMark } from '../../../shared/copies/copy-mark.ts'
import { plannedFilter } from '../../../shared/copy-execution/planned-filter.ts'
import { ServiceFaultError, AccessDeniedError } from '../../../shared/errors.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import { PlanFile } from '../../../shared/plans/plan-file.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import { commitPoint, commitTombstone } from '../../../shared/vault/commit.ts'
import { latestKey } from '../../../shared/vault/layout.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog, fakeMetrics } from '../../fakes/fake-log.ts'
import { vaultOver } from '../../fakes/filled-vault.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import type { PlayedCopyPorts } from '../../fakes/play-copy.ts'
import { playCopy } from '../../fakes/play-copy.ts'
import { HELLO, blobRef, opening, preparedPoint, preparedTombstone } from '../../fakes/points.ts'

const HOUR = 3_600_000
const PLACE = { region: 'eu-central-1', account: '123456789012' }
const PLANS = PlanFile.parse({
  version: 1,
  schedules: { quick: 'rate(6 hours)', deep: 'rate(7 days)' },
  plans: {
    copied: { select: [{ tags: { copy: 'yes' } }], copies: [{ region: 'eu-central-1' }] },
    elsewhere: { select: [{ tags: { copy: 'us' } }], copies: [{ region: 'us-east-1' }] },
    foreign: {
      select: [{ tags: { copy: 'foreign' } }],
      copies: [{ region: 'eu-central-1', account: '999999999999' }],
    },
    plain: { select: [{ tags: { copy: 'no' } }] },
  },
})

let clock: ReturnType<typeof fakeClock>
let from: MemoryStore
let to: MemoryStore
let vault: Vault
let told: Alert[]
let metrics: ReturnType<typeof fakeMetrics>
beforeEach(() => {
  clock = fakeClock('2026-01-01T10:00:00.000Z')
  from = { ...createMemoryStore(() => clock.now()), url: 's3://vault' }
  to = { ...createMemoryStore(() => clock.now()), url: 's3://copy' }
  vault = vaultOver(from)
  told = []
  metrics = fakeMetrics()
})

function ports(changes: Partial<PlayedCopyPorts> = {}): PlayedCopyPorts {
  return {
    from,
    to,
    clock,
    log: fakeLog(),
    openFilter: () => plannedFilter({ vault, plans: PLANS, place: PLACE }),
    metrics,
    desk: { tell: async (alerts) => void told.push(...alerts) },
    account: PLACE.account,
    allowed: 3 * HOUR,
    signal: () => new AbortController().signal,
    until: () => new Date(clock.now().getTime() + HOUR),
    ...changes,
  }
}

async function capture(name: string, tags?: Readonly<Record<string, string>>): Promise<void> {
  const resource = { ...HELLO, name }
  const text = `${name} at ${clock.now().toISOString()}`
  const code = blobRef(text)
  await vault.putBlob(code, opening(text))
  const takenAt = clock.now().toISOString()
  const point = preparedPoint(text, { resource, takenAt, code, ...(tags && { tags }) })
  await commitPoint(vault, point, await vault.latest(resource))
}

const copied = () => [...to.objects.keys()].filter((key) => key.startsWith('latest/')).toSorted()
const latest = (name: string) => latestKey({ ...HELLO, name })

describe('the copy machine', () => {
  test('copies what plans ask for in that place, and when in doubt, and nothing else; the copy is whole', async () => {
    await capture('asked', { copy: 'yes' })
    await capture('elsewhere', { copy: 'us' })
    await capture('foreign', { copy: 'foreign' })
    await capture('plain', { copy: 'no' })
    await capture('unplanned', {})
    await capture('unread')
    await capture('misspelt', { 'holdfast:plan': 'nonesuch' })
    expect(await playCopy(ports())).toMatchObject({ status: 'SUCCEEDED' })
    expect(copied()).toEqual([latest('asked'), latest('misspelt'), latest('unread')])
    expect([...to.objects.keys()].filter((key) => key.startsWith('blobs/'))).toHaveLength(3)
    expect((await verify(to, { readData: 'all' })).damage).toEqual([])
    expect(metrics.totals).toEqual({ CopyLag: 0, CopyOverdue: 0, CopyFailures: 0, CopiesCompared: 1 })
  })

  test('copies the record of a deletion by the plan of the last point', async () => {
    await capture('asked', { copy: 'yes' })
    clock.advance(HOUR)
    const resource = { ...HELLO, name: 'asked' }
    const gone = preparedTombstone({ resource, takenAt: clock.now().toISOString() })
    await commitTombstone(vault, gone, await vault.latest(resource))
    await playCopy(ports())
    expect(to.objects.get(latest('asked'))?.bytes).toEqual(from.objects.get(latest('asked'))?.bytes)
  })

  test('goes on until all is copied when the time is up before', async () => {
    for (const name of ['a', 'b', 'c']) await capture(name, { copy: 'yes' })
    const signals = [AbortSignal.abort(), AbortSignal.abort()]
    const signal = () => signals.pop() ?? new AbortController().signal
    const { entered } = await playCopy(ports({ signal }))
    expect(entered.filter((state) => state === 'CopyPoints')).toHaveLength(3)
    expect(copied()).toEqual(['a', 'b', 'c'].map(latest))
  })

  test('copies nothing where S3 replicates, and measures how far behind it is: pointers may come first', async () => {
    await capture('asked', { copy: 'yes' })
    const pointer = from.objects.get(latest('asked'))!
    to.objects.set(latest('asked'), pointer)
    clock.advance(HOUR)
    await playCopy(ports({ openFilter: undefined }))
    expect(told.filter(({ state }) => state === 'begun')).toEqual([])
    expect(metrics.totals).toMatchObject({ CopyLag: 3600, CopyOverdue: 0 })
    told.length = 0
    clock.advance(3 * HOUR)
    await playCopy(ports({ openFilter: undefined }))
    expect([...to.objects.keys()]).toEqual([latest('asked')])
    expect(told).toMatchObject([{ kind: 'copy-missing', state: 'begun', severity: 'warning' }])
  })

  test('writes down when all was compared, and not when there was no time for all', async () => {
    await capture('asked', { copy: 'yes' })
    await playCopy(ports({ until: () => clock.now() }))
    expect(from.objects.has('copies/compared.json')).toBe(false)
    await playCopy(ports())
    const compared = JSON.parse(
      Buffer.from(from.objects.get('copies/compared.json')!.bytes).toString(),
    ) as object
    expect(compared).toEqual({ format: 1, at: clock.now().toISOString() })
    // Where S3 replicates it stands in the copy, too, which is asked whether plans made it.
    to.objects.set('copies/compared.json', from.objects.get('copies/compared.json')!)
    expect(await newestCopyMark(to, from.url)).toMatchObject({ from: from.url })
  })

  test('says so when the copy is whole again, and nothing of a copy that it had no time for', async () => {
    await capture('asked', { copy: 'yes' })
    await playCopy(ports())
    expect(told).toMatchObject([{ state: 'ended' }])
    told.length = 0
    await capture('other', { copy: 'yes' })
    await playCopy(ports({ openFilter: undefined, until: () => clock.now() }))
    expect(told).toEqual([])
    expect(metrics.totals).toMatchObject({ CopiesCompared: 1, CopyFailures: 0 })
  })

  test('tells what it found before its time was up, and does not count as a comparison', async () => {
    await capture('asked', { copy: 'yes' })
    clock.advance(4 * HOUR)
    const start = clock.now().getTime()
    let asked = 0
    const ticking = { ...clock, now: () => new Date(start + (asked += 1)) }
    const until = () => new Date(start + asked + 3)
    await playCopy(ports({ openFilter: undefined, clock: ticking, until }))
    expect(told).toMatchObject([{ kind: 'copy-missing', state: 'begun' }])
    expect(metrics.totals).toMatchObject({ CopyOverdue: 1 })
    expect(metrics.totals).not.toHaveProperty('CopiesCompared')
    expect(from.objects.has('copies/compared.json')).toBe(false)
  })

  test('tells people once of a copy that cannot be made, counts it as told, and ends as failed', async () => {
    await capture('asked', { copy: 'yes' })
    const CopyPoints = () => Promise.reject(new AccessDeniedError('no'))
    expect(await playCopy(ports(), { CopyPoints })).toMatchObject({ status: 'FAILED' })
    expect(told).toMatchObject([
      { state: 'begun', subject: 'Holdfast: copying the vault failed (AccessDeniedError) in 123456789012' },
    ])
    expect(metrics.totals).toMatchObject({ CopyFailures: 1, CopiesCompared: 1 })
  })

  test('counts no round of which nobody could be told: an alarm is to tell that none comes', async () => {
    const desk = { tell: () => Promise.reject(new AccessDeniedError('no')), flush: async () => {} }
    expect(await playCopy(ports({ desk }))).toMatchObject({ status: 'FAILED' })
    expect(metrics.totals).not.toHaveProperty('CopiesCompared')
  })

  test('tries again after a fault that passes', async () => {
    await capture('asked', { copy: 'yes' })
    let calls = 0
    const ReportCopy = async () => {
      calls += 1
      if (calls === 1) throw new ServiceFaultError('passes')
      return { state: 'carried-out' }
    }
    expect(await playCopy(ports(), { ReportCopy })).toMatchObject({ status: 'SUCCEEDED' })
    expect(calls).toBe(2)
  })

  test('does nothing before there is a vault', async () => {
    expect(await playCopy(ports())).toMatchObject({ status: 'SUCCEEDED' })
    expect(to.objects.size).toBe(0)
  })

  test('counts and tells what could not be copied, and copies the rest', async () => {
    await capture('asked', { copy: 'yes' })
    await capture('broken', { copy: 'yes' })
    from.objects.delete([...from.objects.keys()].findLast((key) => key.startsWith('blobs/'))!)
    await playCopy(ports())
    expect(metrics.totals['CopyFailures']).toBeGreaterThan(0)
    expect(copied()).toHaveLength(1)
    expect(told).toMatchObject([{ state: 'begun' }])
  })

  test('copies what was given a plan that copies since the last round', async () => {
    const warm = ports()
    await capture('asked', { copy: 'no' })
    await playCopy(warm)
    expect(copied()).toEqual([])
    clock.advance(HOUR)
    await capture('asked', { copy: 'yes' })
    await playCopy(warm)
    expect(copied()).toEqual([latest('asked')])
  })

  test('looks again which plans there are after a look that failed', async () => {
    await capture('asked', { copy: 'yes' })
    let looks = 0
    const failing: Vault = {
      ...vault,
      listResources: (filter) => {
        looks += 1
        if (looks === 1) throw new ServiceFaultError('passes')
        return vault.listResources(filter)
      },
    }
    const { selects } = plannedFilter({ vault: failing, plans: PLANS, place: PLACE })
    await expect(selects({ ...HELLO, name: 'asked' })).rejects.toThrow(ServiceFaultError)
    expect(await selects({ ...HELLO, name: 'asked' })).toBe(true)
  })

  test('looks at the time also while nothing is missing, and counts no good of what it did not look at', async () => {
    await capture('asked', { copy: 'yes' })
    await playCopy(ports())
    expect(metrics.totals).toHaveProperty('CopyLag')
    metrics = fakeMetrics()
    told.length = 0
    await playCopy(ports({ until: () => clock.now() }))
    expect(metrics.totals).toEqual({ CopyFailures: 0 })
    expect(told).toEqual([])
  })
})
