import { TagResourceCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { DeleteObjectCommand, HeadObjectCommand, PutObjectRetentionCommand } from '@aws-sdk/client-s3'
import { arnOf } from '../estate/triggers/invoking.ts'
import { command } from './holdfast.ts'
import { newestPoint } from './newest-point.ts'
import { kindsOf, outcomesAfter } from './outcomes.ts'
import type { Scene, Stage } from './stage.ts'

const FUNCTION = 'nightly-report'
const TAGS = { 'holdfast:plan': 'locked' }

/** What must not be lost holds against mistakes and intruders: neither S3 nor retention takes it away. */
export const lock: Scene = {
  name: 'lock',
  title: `${FUNCTION} is tagged for the plan that locks: S3 does not delete its points, retention does not try`,
  async play(stage) {
    const { lambda } = stage.clients
    const tag = new TagResourceCommand({ Resource: arnOf({ name: FUNCTION }), Tags: TAGS })
    const outcomes = await outcomesAfter(stage, FUNCTION, () => lambda.send(tag))
    const { key, point } = await newestPoint(stage.vault, FUNCTION)
    stage.say(`tagged ${JSON.stringify(TAGS)}; on-change: ${kindsOf(outcomes)}; ${key}`)
    await tryToLose(stage, key)
    const change = new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, Timeout: 61 })
    await outcomesAfter(stage, FUNCTION, () => lambda.send(change))
    const printed = await command(stage, ['prune', '--function', FUNCTION, '--keep-last', '1', '--dry-run'])
    const line = printed.split('\n').find((one) => one.includes(point.id))
    if (line?.includes('locked until') !== true) throw new Error(`prune does not see the lock of ${point.id}`)
  },
}

/** Somebody with all permissions tries to delete a point, and then to shorten its lock. */
async function tryToLose(stage: Stage, Key: string): Promise<void> {
  const { s3 } = stage.clients
  const Bucket = new URL(stage.store.url).host
  const { VersionId } = await s3.send(new HeadObjectCommand({ Bucket, Key }))
  const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: new Date() } as const
  const tries = {
    'delete its object': () => s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })),
    'shorten its lock': () => s3.send(new PutObjectRetentionCommand({ Bucket, Key, Retention })),
  }
  for (const [what, act] of Object.entries(tries)) {
    stage.say(`S3, asked to ${what}: ${await refusalOf(what, act)}`)
  }
  await s3.send(new HeadObjectCommand({ Bucket, Key, VersionId }))
}

/** @throws Error when nobody refuses */
async function refusalOf(what: string, act: () => Promise<unknown>): Promise<string> {
  const refusal = await act().then(
    () => undefined,
    (error: unknown) => error,
  )
  if (refusal instanceof Error) return `${refusal.name}: ${refusal.message}`
  throw new Error(`S3 lets anybody ${what}`)
}
