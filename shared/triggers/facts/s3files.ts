import type { S3FilesClient } from '@aws-sdk/client-s3files'
import { callOptional } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { FactsKind } from '../facts-kind.ts'

const FILE_SYSTEMS = 'arn:${AWS::Partition}:s3files:*:*:file-system/*'

/** S3 Files: a bucket mounted as a file system, and its access points. */
export const facts: FactsKind = {
  service: 's3files',
  permissions: [
    { use: 'read', actions: ['s3files:GetFileSystem'], resource: FILE_SYSTEMS },
    { use: 'read', actions: ['s3files:GetAccessPoint'], resource: `${FILE_SYSTEMS}/access-point/*` },
  ],
  async read(aws, arn) {
    const { S3FilesClient } = await import('@aws-sdk/client-s3files')
    const { region = '', resource } = parseArn(arn) ?? { resource: '' }
    const client = aws.client(S3FilesClient, region)
    const [, fileSystemId = '', , accessPointId] = resource.split('/')
    const system = await readFileSystem(client, region, fileSystemId)
    if (system === undefined || accessPointId === undefined) return system
    const { GetAccessPointCommand } = await import('@aws-sdk/client-s3files')
    const command = new GetAccessPointCommand({ accessPointId })
    const point = await callOptional('GetAccessPoint', () => client.send(command))
    if (point === undefined || isGoing(point.status)) return undefined
    const { posixUser, rootDirectory } = point
    return { ...system, facts: { ...system.facts, ...plainObject({ posixUser, rootDirectory }) } }
  },
}

/** What is being deleted cannot be mounted any more. */
const isGoing = (status: string | undefined) => status === 'deleting' || status === 'deleted'

async function readFileSystem(client: S3FilesClient, region: string, fileSystemId: string) {
  const { GetFileSystemCommand } = await import('@aws-sdk/client-s3files')
  const command = new GetFileSystemCommand({ fileSystemId })
  const system = await callOptional('GetFileSystem', () => client.send(command))
  if (system === undefined || isGoing(system.status)) return undefined
  const { ownerId: account, kmsKeyId: key, bucket, prefix } = system
  return { region, ...given({ account, key }), facts: plainObject({ bucket, prefix }) }
}
