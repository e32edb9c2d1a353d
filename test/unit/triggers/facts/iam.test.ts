import { describe, expect, test } from '@jest/globals'
import type { GetRoleCommandOutput } from '@aws-sdk/client-iam'
import { facts } from '../../../../shared/triggers/facts/iam.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const ROLE = 'arn:aws:iam::123456789012:role/service/worker'

const iam = (Arn: string) =>
  fakeAws({
    GetRole: {
      Role: { Arn, RoleName: 'worker', Path: '/service/', RoleId: 'AROA', CreateDate: new Date(0) },
    } satisfies Partial<GetRoleCommandOutput>,
  })

describe('facts of a role', () => {
  test('tell that it is there, by its name less its path', async () => {
    const aws = iam(ROLE)
    expect(await facts.read(aws, ROLE)).toEqual({ account: '123456789012' })
    expect(aws.calls).toMatchObject([{ region: 'us-east-1', input: { RoleName: 'worker' } }])
  })

  test('are asked for where its partition has IAM', async () => {
    const chinese = ROLE.replace('arn:aws:', 'arn:aws-cn:')
    const aws = iam(chinese)
    await facts.read(aws, chinese)
    expect(aws.calls).toMatchObject([{ region: 'cn-north-1' }])
  })

  test('that is gone, or of another path, are none', async () => {
    expect(await facts.read(fakeAws({ GetRole: awsError('NoSuchEntityException') }), ROLE)).toBeUndefined()
    expect(await facts.read(iam(ROLE.replace('service/', '')), ROLE)).toBeUndefined()
  })

  test('of another account, or of what is no role, are not known', async () => {
    const unknown = { name: 'UnsupportedError' }
    await expect(facts.read(iam(ROLE), ROLE.replace('123456789012', '210987654321'))).rejects.toMatchObject(
      unknown,
    )
    await expect(facts.read(iam(ROLE), 'arn:aws:iam::123456789012:user/a')).rejects.toMatchObject(unknown)
  })
})
