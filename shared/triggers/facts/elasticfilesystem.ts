import type { EFSClient } from '@aws-sdk/client-efs'
import { callOptional } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { UnsupportedError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { FactsKind } from '../facts-kind.ts'

/** EFS file systems and their access points: whose, under which key, and as which user in which directory. */
export const facts: FactsKind = {
  service: 'elasticfilesystem',
  permissions: [
    {
      use: 'read',
      actions: ['elasticfilesystem:DescribeAccessPoints'],
      resource: 'arn:${AWS::Partition}:elasticfilesystem:*:*:access-point/*',
    },
    {
      use: 'read',
      actions: ['elasticfilesystem:DescribeFileSystems'],
      resource: 'arn:${AWS::Partition}:elasticfilesystem:*:*:file-system/*',
    },
  ],
  async read(aws, arn) {
    const { EFSClient } = await import('@aws-sdk/client-efs')
    const { region = '', resource } = parseArn(arn) ?? { resource: '' }
    const client = aws.client(EFSClient, region)
    const [type, id = ''] = resource.split('/')
    if (type === 'file-system') return readFileSystem(client, region, id)
    if (type === 'access-point') return readAccessPoint(client, region, id)
    throw new UnsupportedError(`${arn} is neither a file system nor an access point.`)
  },
}

/** What is being deleted cannot be mounted any more. */
const isGoing = (state: string | undefined) => state === 'deleting' || state === 'deleted'

async function readFileSystem(client: EFSClient, region: string, FileSystemId: string) {
  const { DescribeFileSystemsCommand } = await import('@aws-sdk/client-efs')
  const command = new DescribeFileSystemsCommand({ FileSystemId })
  const answer = await callOptional('DescribeFileSystems', () => client.send(command))
  const system = answer?.FileSystems?.[0]
  if (system === undefined || isGoing(system.LifeCycleState)) return undefined
  return { region, ...given({ account: system.OwnerId, key: system.KmsKeyId }) }
}

async function readAccessPoint(client: EFSClient, region: string, AccessPointId: string) {
  const { DescribeAccessPointsCommand } = await import('@aws-sdk/client-efs')
  const command = new DescribeAccessPointsCommand({ AccessPointId })
  const answer = await callOptional('DescribeAccessPoints', () => client.send(command))
  const point = answer?.AccessPoints?.[0]
  if (point === undefined || isGoing(point.LifeCycleState)) return undefined
  const { FileSystemId = '', PosixUser, RootDirectory } = point
  const system = await readFileSystem(client, region, FileSystemId)
  return system && { ...system, facts: plainObject({ FileSystemId, PosixUser, RootDirectory }) }
}
