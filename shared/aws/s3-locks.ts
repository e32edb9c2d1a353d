import type { ObjectLockMode, S3Client } from '@aws-sdk/client-s3'
import { GetObjectRetentionCommand, PutObjectRetentionCommand } from '@aws-sdk/client-s3'
import { RequestRejectedError } from '../errors.ts'
import type { ObjectLock, ObjectLocks } from '../ports/object-store.ts'
import { call, callOptional } from './calls.ts'
import type { S3Place } from './s3-store.ts'

/** A mode of Object Lock as S3 names it. */
export function s3Mode(mode: ObjectLock['mode']): ObjectLockMode {
  return mode === 'compliance' ? 'COMPLIANCE' : 'GOVERNANCE'
}

/**
 * Object Lock of the objects of a bucket, or of a part of it; of each the version that stands there now. Needs
 * s3:GetObjectRetention and, to extend, s3:PutObjectRetention. It never asks to bypass a lock.
 */
export function s3Locks(client: S3Client, { bucket, prefix }: S3Place): ObjectLocks {
  const at = (key: string) => ({ Bucket: bucket, Key: prefix === '' ? key : `${prefix}/${key}` })
  return {
    async lockOf(key) {
      const answer = await unlessLockless(
        callOptional('GetObjectRetention', () => client.send(new GetObjectRetentionCommand(at(key)))),
      )
      const { Mode, RetainUntilDate: until } = answer?.Retention ?? {}
      if (Mode === undefined || until === undefined) return undefined
      return { mode: Mode === 'COMPLIANCE' ? 'compliance' : 'governance', until }
    },
    async extend(key, { mode, until }) {
      const Retention = { Mode: s3Mode(mode), RetainUntilDate: until }
      const command = new PutObjectRetentionCommand({ ...at(key), Retention })
      await call('PutObjectRetention', () => client.send(command))
    },
  }
}

/** In a bucket that was made without Object Lock nothing is locked; S3 answers the question with an error. */
async function unlessLockless<T>(answer: Promise<T>): Promise<T | undefined> {
  return await answer.catch((error: unknown) => {
    const isLockless =
      error instanceof RequestRejectedError && error.evidence['awsError'] === 'InvalidRequest'
    if (isLockless) return undefined
    throw error
  })
}
