import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { HUB_REGION } from '../emulator/environment.ts'
import { answerOf } from './answers.ts'
import { QUICKLY, command } from './holdfast.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene, Stage } from './stage.ts'

const FUNCTION = 'feature-flags'
const QUESTION = { user: 'ada', flag: 'search' }
const BUCKET = 'shop-second-vault'
/** A vault of its own: the others go on with theirs. */
const VAULT = ['--vault', `s3://${BUCKET}`]

/** The bucket with all backups is gone, and with it the function: an encrypted copy on one's own disk has both. */
export const lostBucket: Scene = {
  name: 'lost-bucket',
  title: `A vault's bucket and ${FUNCTION} are lost; it comes back from an encrypted copy on this machine`,
  async play(stage) {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-copy-'))
    try {
      const identity = join(folder, 'key.txt')
      const copy = pathToFileURL(join(folder, 'copy')).href
      await makeCopy(stage, copy, identity)
      const before = await answerOf(stage.clients, FUNCTION, QUESTION)
      await loseBoth(stage)
      const restore = ['restore', FUNCTION, '--yes', ...VAULT]
      await command(stage, restore, { code: 1, more: QUICKLY })
      await command(stage, [...restore, '--copy', copy, '--identity', identity], { more: QUICKLY })
      const after = await answerOf(stage.clients, FUNCTION, QUESTION)
      stage.say(`it answers as before: ${after}`)
      if (after !== before) throw new Error(`it answered ${before} before`)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

async function makeCopy(stage: Stage, copy: string, identity: string): Promise<void> {
  const key = await generateIdentity()
  await writeFile(identity, `${key}\n`)
  const CreateBucketConfiguration = { LocationConstraint: HUB_REGION } as const
  await stage.clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }))
  await untilQuiet(stage)
  await command(stage, ['backup', '--function', FUNCTION, '--zone', HUB_REGION, ...VAULT], { more: QUICKLY })
  await command(stage, ['mirror', copy, '--recipient', await identityToRecipient(key), ...VAULT])
  await command(stage, ['verify', '--copy', copy, '--identity', identity, '--read-data', ...VAULT])
}

async function loseBoth(stage: Stage): Promise<void> {
  const { lambda, s3 } = stage.clients
  await lambda.send(new DeleteFunctionCommand({ FunctionName: FUNCTION }))
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: BUCKET })) {
    for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))
  }
  await s3.send(new DeleteBucketCommand({ Bucket: BUCKET }))
  stage.say(`${FUNCTION} is deleted, s3://${BUCKET} does not exist any more`)
}
