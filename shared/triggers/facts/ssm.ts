import type { DescribeParametersCommandInput, SSMClient } from '@aws-sdk/client-ssm'
import { callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { parseArn } from '../../model/arn.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Parameters: whose, of which type, and under which key; never their value. */
export const facts: FactsKind = {
  service: 'ssm',
  permissions: [{ use: 'read', actions: ['ssm:DescribeParameters'], resource: '*' }],
  async read(aws, arn) {
    const { SSMClient } = await import('@aws-sdk/client-ssm')
    const { region = '', account = '', resource } = parseArn(arn) ?? { resource: '' }
    const client = aws.client(SSMClient, region)
    const Values = namesOf(resource)
    const byName = { ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values }] }
    // Another account's parameter is listed only among those that are shared with this one.
    const parameter =
      (await findParameter(client, arn, byName)) ?? (await findParameter(client, arn, { Shared: true }))
    if (parameter === undefined) return undefined
    const { KeyId: key, Type, Tier } = parameter
    return { account, region, ...(key === undefined ? {} : { key }), facts: plainObject({ Type, Tier }) }
  },
}

/** The ARN drops the slash that a name may begin with; one that has further slashes does begin with one. */
function namesOf(resource: string): string[] {
  const name = resource.replace(/^parameter\/?/, '')
  return name.includes('/') ? [`/${name}`] : [name, `/${name}`]
}

async function findParameter(client: SSMClient, arn: string, filter: DescribeParametersCommandInput) {
  const { paginateDescribeParameters } = await import('@aws-sdk/client-ssm')
  const pages = paginateDescribeParameters({ client, pageSize: PAGE }, filter)
  const found = await callPages('DescribeParameters', pages, ({ Parameters }) => Parameters)
  return found.find(({ ARN }) => ARN === arn)
}

/** Parameters of a page, at most (API reference, DescribeParameters). */
const PAGE = 50
