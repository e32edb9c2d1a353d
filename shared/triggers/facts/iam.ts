import { callOptional } from '../../aws/calls.ts'
import { UnsupportedError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Where each partition's IAM is signed for (IAM endpoints and quotas). */
const REGIONS: Readonly<Record<string, string>> = { 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' }

/** Roles. What the execution role allows is read elsewhere; of others it matters only that they are there. */
export const facts: FactsKind = {
  service: 'iam',
  permissions: [{ use: 'read', actions: ['iam:GetRole'], resource: 'arn:${AWS::Partition}:iam::*:role/*' }],
  async read(aws, arn) {
    const { partition = '', account = '', resource } = parseArn(arn) ?? { resource: '' }
    const name = /^role\/(?:.*\/)?([^/]+)$/.exec(resource)?.[1]
    if (name === undefined) throw new UnsupportedError(`${arn} is no role.`)
    const { IAMClient, GetRoleCommand } = await import('@aws-sdk/client-iam')
    const client = aws.client(IAMClient, REGIONS[partition] ?? 'us-east-1')
    const command = new GetRoleCommand({ RoleName: name })
    const role = (await callOptional('GetRole', () => client.send(command)))?.Role
    // IAM is asked by name, and answers with the role of that name in one's own account, whatever its path.
    const own = parseArn(role?.Arn ?? '')?.account
    if (own !== undefined && own !== account)
      throw new UnsupportedError(`${arn} is in an account whose roles cannot be read.`)
    return role?.Arn === arn ? { account } : undefined
  },
}
