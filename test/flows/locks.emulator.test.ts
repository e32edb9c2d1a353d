import { describe, expect, test } from '@jest/globals'
import {
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3'
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { newestPoint } from '../../local/story/newest-point.ts'
import { findShortLocks } from '../../shared/immutability/find-short-locks.ts'
import { RetentionRules } from '../../shared/model/retention.ts'
import { DEPLOYED_PLANS } from '../../shared/runtime/deployed-plans.ts'
import { openLocks } from '../../shared/runtime/open-vault.ts'
import { planPrune } from '../../shared/retention/prune.ts'
import { blobKey } from '../../shared/vault/layout.ts'
import { FLOW_TIMEOUT, openFlow } from './flow.ts'

const flow = openFlow()
const { s3, lambda } = flow.clients
const Bucket = flow.vault.url.replace('s3://', '')
const DAY = 86_400_000
const clock = { now: () => new Date() }

async function lockedUntil(Key: string): Promise<number> {
  const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket, Key }))
  expect(Retention?.Mode).toBe('GOVERNANCE')
  return Retention!.RetainUntilDate!.getTime()
}

describe('a function with the tag of the plan that locks', () => {
  test(
    'is captured with manifest and blob locked; a second point extends the blob; versions stay, and prune says why',
    async () => {
      const Tags = { 'holdfast:plan': 'locked' }
      const FunctionName = await flow.createFunction('locked', { Tags })
      const first = await newestPoint(flow.vault, FunctionName)
      const blob = blobKey(first.point.blobs[0]!.sha256)
      const term = Date.parse(first.point.takenAt) + 30 * DAY
      expect(await lockedUntil(first.key)).toBeGreaterThanOrEqual(term)
      const blobBefore = await lockedUntil(blob)
      expect(blobBefore).toBeGreaterThanOrEqual(term)

      await flow.outcomes(FunctionName, () =>
        lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 })),
      )
      const second = await newestPoint(flow.vault, FunctionName)
      expect(second.point.blobs).toEqual(first.point.blobs)
      expect(await lockedUntil(blob)).toBeGreaterThan(blobBefore)
      expect(await lockedUntil(blob)).toBeGreaterThanOrEqual(await lockedUntil(second.key))

      for (const Key of [first.key, blob]) {
        const { VersionId } = await s3.send(new HeadObjectCommand({ Bucket, Key }))
        await expect(s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))).rejects.toThrow(/lock/i)
        const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + DAY) } as const
        await expect(s3.send(new PutObjectRetentionCommand({ Bucket, Key, Retention }))).rejects.toThrow(
          /lock/i,
        )
      }

      const locks = openLocks(flow.vault.url)
      const ports = { vault: flow.vault, store: flow.store, locks, clock }
      const filter = { name: FunctionName }
      const rules = RetentionRules.parse({ last: 1 })
      const [plan] = await Array.fromAsync(planPrune(ports, { rules, filter }))
      expect(plan!.verdicts[0]).toMatchObject({
        point: { key: first.key },
        keep: true,
        reasons: [`locked until ${new Date(await lockedUntil(first.key)).toISOString()}`],
      })
      const short = findShortLocks({ vault: flow.vault, locks, plans: DEPLOYED_PLANS, clock }, filter)
      expect(await Array.fromAsync(short)).toEqual([])
    },
    FLOW_TIMEOUT,
  )

  test(
    'locks nothing of a function without it',
    async () => {
      const { key } = await newestPoint(flow.vault, await flow.createFunction('open'))
      await expect(s3.send(new GetObjectRetentionCommand({ Bucket, Key: key }))).rejects.toThrow(
        /ObjectLock configuration/,
      )
    },
    FLOW_TIMEOUT,
  )
})
