import { randomUUID } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'
import { S3Store } from '../../shared/aws/s3-store.ts'
import { realClock } from './directory-places.ts'

/** Where tests put their stores: below `prefix` of a bucket. */
export interface S3TestPlace {
  readonly client: S3Client
  readonly bucket: string
  readonly prefix?: string
}

/** Gives an empty store at each call: a prefix of its own that nobody has used. */
export function s3Stores({ client, bucket, prefix = '' }: S3TestPlace): () => Promise<S3Store> {
  const base = [prefix, `contract-${randomUUID()}`].filter((part) => part !== '').join('/')
  let count = 0
  return async () => {
    count += 1
    return new S3Store({ client, clock: realClock }, { bucket, prefix: `${base}/${count}` })
  }
}
