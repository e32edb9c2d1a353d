import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import type { EncryptionSight } from '../audit/audit-ports.ts'
import type { EncryptionSeen } from '../model/audit.ts'

/** What S3 says of the encryption of an object when it hands it out. */
export type ReadAnswer = Pick<GetObjectCommandOutput, 'ServerSideEncryption' | 'SSEKMSKeyId'>

/** Notes how what is read is encrypted; `note` goes to the store that reads. */
export interface NotingSight extends EncryptionSight {
  readonly note: (key: string, answer: ReadAnswer) => void
}

export function encryptionSight(): NotingSight {
  let all = new Map<string, EncryptionSeen>()
  return {
    note(key, { ServerSideEncryption: algorithm = 'none', SSEKMSKeyId }) {
      const kind = `${algorithm} ${SSEKMSKeyId ?? ''}`
      const objects = (all.get(kind)?.objects ?? 0) + 1
      const example = all.get(kind)?.example ?? key
      all.set(kind, { algorithm, objects, example, ...(SSEKMSKeyId !== undefined && { key: SSEKMSKeyId }) })
    },
    take() {
      const seen = [...all.values()]
      all = new Map()
      return seen
    },
  }
}
