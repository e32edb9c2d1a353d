import type { S3Client } from '@aws-sdk/client-s3'
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import type { BlobRef } from '../model/manifest.ts'
import type { StagingArea } from '../restore/restore-ports.ts'
import { call, callOptional } from './calls.ts'
import { sendStream } from './s3-body.ts'

/**
 * Buckets from which Lambda fetches packages that are too large for a request.
 *
 * @param client made for transfers, in the region of the buckets
 */
export function stagingArea(client: S3Client): StagingArea {
  return {
    async put(bucket, key, blob, open) {
      const at = { Bucket: bucket, Key: key }
      const found = await callOptional('HeadObject', () => client.send(new HeadObjectCommand(at)))
      if (found?.ContentLength === blob.size) return
      const body = { content: await open(), size: blob.size, sha256: blob.sha256 }
      await sendStream(key, body, (content, abortSignal) => {
        const command = new PutObjectCommand({
          ...at,
          Body: content,
          ContentLength: blob.size,
          ...checksum(blob),
        })
        return call('PutObject', () => client.send(command, { abortSignal }))
      })
    },
    async remove(bucket, key) {
      await callOptional('DeleteObject', () =>
        client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })),
      )
    },
  }
}

/** S3 refuses other bytes. */
function checksum({ sha256 }: BlobRef) {
  return {
    ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
    ChecksumAlgorithm: 'SHA256' as const,
  }
}
