import { describe, expect, test } from '@jest/globals'
import type { GetAccessPointCommandOutput, GetFileSystemCommandOutput } from '@aws-sdk/client-s3files'
import { facts } from '../../../../shared/triggers/facts/s3files.ts'
import type { Answers } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const SYSTEM = 'arn:aws:s3files:eu-west-1:123456789012:file-system/fs-1'
const POINT = `${SYSTEM}/access-point/fsap-1`
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0f'

const s3files = (answers: Answers = {}) =>
  fakeAws({
    GetFileSystem: {
      fileSystemId: 'fs-1',
      bucket: 'arn:aws:s3:::data',
      prefix: 'in/',
      kmsKeyId: KEY,
      ownerId: '123456789012',
      creationTime: new Date(0),
      status: 'available',
    } satisfies Partial<GetFileSystemCommandOutput>,
    GetAccessPoint: {
      accessPointId: 'fsap-1',
      fileSystemId: 'fs-1',
      ownerId: '123456789012',
      status: 'available',
      posixUser: { uid: 1000, gid: 1000 },
      rootDirectory: { path: '/app' },
    } satisfies Partial<GetAccessPointCommandOutput>,
    ...answers,
  })

describe('facts of S3 Files', () => {
  test('tell of a file system which bucket it is', async () => {
    expect(await facts.read(s3files(), SYSTEM)).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
      key: KEY,
      facts: { bucket: 'arn:aws:s3:::data', prefix: 'in/' },
    })
  })

  test('tell of an access point user and directory as well', async () => {
    const aws = s3files()
    expect(await facts.read(aws, POINT)).toMatchObject({
      key: KEY,
      facts: { prefix: 'in/', posixUser: { uid: 1000, gid: 1000 }, rootDirectory: { path: '/app' } },
    })
    expect(aws.calls.map(({ input }) => input)).toEqual([
      { fileSystemId: 'fs-1' },
      { accessPointId: 'fsap-1' },
    ])
  })

  test('that are gone or going are none', async () => {
    const gone = awsError('ResourceNotFoundException')
    expect(await facts.read(s3files({ GetFileSystem: gone }), SYSTEM)).toBeUndefined()
    expect(await facts.read(s3files({ GetFileSystem: { status: 'deleting' } }), SYSTEM)).toBeUndefined()
    expect(await facts.read(s3files({ GetAccessPoint: gone }), POINT)).toBeUndefined()
  })
})
