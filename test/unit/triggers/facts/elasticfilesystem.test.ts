import { describe, expect, test } from '@jest/globals'
import type {
  DescribeAccessPointsCommandOutput,
  DescribeFileSystemsCommandOutput,
  FileSystemDescription,
} from '@aws-sdk/client-efs'
import { facts } from '../../../../shared/triggers/facts/elasticfilesystem.ts'
import type { Answers } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const EFS = 'arn:aws:elasticfilesystem:eu-west-1:123456789012'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0f'
const system = {
  OwnerId: '123456789012',
  FileSystemId: 'fs-1',
  LifeCycleState: 'available',
  KmsKeyId: KEY,
  NumberOfMountTargets: 2,
  CreationToken: 't',
  CreationTime: new Date(0),
  SizeInBytes: { Value: 6144 },
  PerformanceMode: 'generalPurpose',
  Tags: [],
} satisfies FileSystemDescription
const point = {
  AccessPointId: 'fsap-1',
  FileSystemId: 'fs-1',
  OwnerId: '123456789012',
  LifeCycleState: 'available',
  PosixUser: { Uid: 1000, Gid: 1000 },
  RootDirectory: { Path: '/app' },
} as const

const efs = (answers: Answers = {}) =>
  fakeAws({
    DescribeFileSystems: { FileSystems: [system] } satisfies Partial<DescribeFileSystemsCommandOutput>,
    DescribeAccessPoints: { AccessPoints: [point] } satisfies Partial<DescribeAccessPointsCommandOutput>,
    ...answers,
  })

describe('facts of a file system', () => {
  test('tell whose it is and its key', async () => {
    expect(await facts.read(efs(), `${EFS}:file-system/fs-1`)).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
      key: KEY,
    })
  })

  test('through an access point tell user and directory as well', async () => {
    expect(await facts.read(efs(), `${EFS}:access-point/fsap-1`)).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
      key: KEY,
      facts: { FileSystemId: 'fs-1', PosixUser: { Uid: 1000, Gid: 1000 }, RootDirectory: { Path: '/app' } },
    })
  })

  test.each([
    ['file-system/fs-1', { DescribeFileSystems: awsError('FileSystemNotFound') }],
    [
      'file-system/fs-1',
      { DescribeFileSystems: { FileSystems: [{ ...system, LifeCycleState: 'deleting' }] } },
    ],
    ['access-point/fsap-1', { DescribeAccessPoints: awsError('AccessPointNotFound') }],
    [
      'access-point/fsap-1',
      { DescribeAccessPoints: { AccessPoints: [{ ...point, LifeCycleState: 'deleted' }] } },
    ],
  ])('that is gone or going are none: %s', async (resource, answers) => {
    expect(await facts.read(efs(answers), `${EFS}:${resource}`)).toBeUndefined()
  })

  test('of anything else are not known', async () => {
    await expect(facts.read(efs(), `${EFS}:mount/1`)).rejects.toMatchObject({ name: 'UnsupportedError' })
  })
})
