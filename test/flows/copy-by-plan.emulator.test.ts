import { randomUUID } from 'node:crypto'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { createVaultClient } from '../../shared/aws/s3-store.ts'
import { copyRound } from '../../shared/copy-execution/copy-round.ts'
import { plannedFilter } from '../../shared/copy-execution/planned-filter.ts'
import { reportCopy } from '../../shared/copy-execution/report-copy.ts'
import type { Alert } from '../../shared/model/alert.ts'
import { PlanFile } from '../../shared/plans/plan-file.ts'
import { openStore } from '../../shared/runtime/open-vault.ts'
import { commitPoint } from '../../shared/vault/commit.ts'
import { verify } from '../../shared/vault/verify.ts'
import { realClock } from '../contracts/directory-places.ts'
import { fakeLog, fakeMetrics } from '../fakes/fake-log.ts'
import { vaultOver } from '../fakes/filled-vault.ts'
import { HELLO, blobRef, opening, preparedPoint } from '../fakes/points.ts'

jest.setTimeout(120_000)

const [FIRST, SECOND] = [`copies-first-${randomUUID()}`, `copies-second-${randomUUID()}`]
const PLACE = { region: 'ap-southeast-2', account: HELLO.account }
const REGIONS: Readonly<Record<string, 'eu-west-1' | 'ap-southeast-2'>> = {
  [FIRST]: 'eu-west-1',
  [SECOND]: 'ap-southeast-2',
}
const PLANS = PlanFile.parse({
  version: 1,
  schedules: { quick: 'rate(6 hours)', deep: 'rate(7 days)' },
  plans: { copied: { select: [{ tags: { copy: 'yes' } }], copies: [{ region: 'ap-southeast-2' }] } },
})
const COPIED = { ...HELLO, name: 'ledger' }

const clientOf = (bucket: string) => createVaultClient(undefined, async () => REGIONS[bucket] ?? 'eu-west-1')
const store = (bucket: string) =>
  openStore(`s3://${bucket}`, { clock: realClock, findRegion: async (name) => REGIONS[name] ?? 'eu-west-1' })
const [from, to] = [store(FIRST), store(SECOND)]
const vault = vaultOver(from)

beforeAll(async () => {
  for (const Bucket of [FIRST, SECOND]) {
    const CreateBucketConfiguration = { LocationConstraint: REGIONS[Bucket]! }
    await clientOf(Bucket).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }))
  }
})
afterAll(() => removeBucket(SECOND))

async function removeBucket(Bucket: string): Promise<void> {
  const client = clientOf(Bucket)
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }))
  }
  await client.send(new DeleteBucketCommand({ Bucket }))
  client.destroy()
}

async function capture(resource: typeof HELLO, tags: Readonly<Record<string, string>>): Promise<void> {
  const code = blobRef(resource.name)
  await vault.putBlob(code, opening(resource.name))
  const takenAt = realClock.now().toISOString()
  await commitPoint(vault, preparedPoint('one', { resource, takenAt, code, tags }), undefined)
}

test('what a plan wants copied can be restored from the copy when the first bucket is taken away', async () => {
  await capture(COPIED, { copy: 'yes' })
  await capture({ ...HELLO, name: 'scratch' }, {})
  const openFilter = () => plannedFilter({ vault, plans: PLANS, place: PLACE })
  const told: Alert[] = []
  const ports = {
    from,
    to,
    openFilter,
    clock: realClock,
    log: fakeLog(),
    metrics: fakeMetrics(),
    account: HELLO.account,
    allowed: 0,
    desk: { tell: async (alerts: readonly Alert[]) => void told.push(...alerts) },
  }
  const begun = { done: false, objects: 0, bytes: 0, failures: 0 }
  const until = new Date(realClock.now().getTime() + 60_000)

  await reportCopy(ports, { copied: begun }, until)
  expect(told).toMatchObject([{ kind: 'copy-missing', state: 'begun' }])
  const copied = await copyRound(ports, begun, new AbortController().signal)
  expect(copied).toMatchObject({ done: true, failures: 0 })
  await reportCopy(ports, { copied }, until)
  expect(told).toMatchObject([{ state: 'begun' }, { state: 'ended' }])

  await removeBucket(FIRST)
  expect((await verify(to, { readData: 'all' })).damage).toEqual([])
  const copy = vaultOver(to)
  const names = await Array.fromAsync(copy.listResources({}), ({ name }) => name)
  expect(names).toEqual(['ledger'])
  const newest = await copy.latest(COPIED)
  expect(await copy.readManifest(newest!.pointer.manifest)).toMatchObject({
    type: 'point',
    content: { code: { blob: blobRef('ledger') } },
  })
})
