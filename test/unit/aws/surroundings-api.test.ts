import { describe, expect, test } from '@jest/globals'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EC2Client } from '@aws-sdk/client-ec2'
import { ECRClient } from '@aws-sdk/client-ecr'
import { IAMClient } from '@aws-sdk/client-iam'
import { SchemasClient } from '@aws-sdk/client-schemas'
import { surroundingsApi } from '../../../shared/aws/surroundings-api.ts'
import { awsError, canned } from './canned-client.ts'

const DOCUMENT = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'a b' }] }
const ENCODED = encodeURIComponent(JSON.stringify(DOCUMENT))

function apiOf(answers: Readonly<Record<string, object | Error>>) {
  const region = 'eu-west-1'
  const answer = (command: string) => {
    const found = answers[command] ?? new Error(`nothing answers ${command}`)
    if (found instanceof Error) throw found
    return found
  }
  const iam = canned(new IAMClient({ region }), answer)
  const logs = canned(new CloudWatchLogsClient({ region }), answer)
  const ec2 = canned(new EC2Client({ region }), answer)
  const ecr = canned(new ECRClient({ region }), answer)
  const openEcr = () => Promise.resolve(ecr.client)
  const openSchemas = () => Promise.resolve(new SchemasClient({ region }))
  const api = surroundingsApi({ iam: iam.client, logs: logs.client, ec2: ec2.client, openEcr, openSchemas })
  return { api, sent: [iam.sent, logs.sent, ec2.sent, ecr.sent] }
}

describe('what surrounds a function', () => {
  test('is a role with its trust policy parsed', async () => {
    const { api } = apiOf({ GetRole: { Role: { RoleName: 'r', AssumeRolePolicyDocument: ENCODED } } })
    expect(await api.getRole('r')).toEqual({ RoleName: 'r', AssumeRolePolicyDocument: DOCUMENT })
  })

  test('is no role when there is none', async () => {
    const { api } = apiOf({ GetRole: awsError('NoSuchEntityException', 404) })
    expect(await api.getRole('r')).toBeUndefined()
  })

  test('are inline policies with their documents', async () => {
    const { api } = apiOf({
      ListRolePolicies: { PolicyNames: ['p'], IsTruncated: false },
      GetRolePolicy: { PolicyName: 'p', PolicyDocument: ENCODED },
    })
    expect(await api.listInlinePolicies('r')).toEqual([{ PolicyName: 'p', PolicyDocument: DOCUMENT }])
  })

  test('are managed policies with the document of their default version, less counts and dates of use', async () => {
    const { api, sent } = apiOf({
      GetPolicy: { Policy: { PolicyName: 'p', DefaultVersionId: 'v3', AttachmentCount: 9 } },
      GetPolicyVersion: { PolicyVersion: { Document: ENCODED } },
    })
    const known = { PolicyName: 'p', PolicyArn: 'arn', DefaultVersionId: 'v3', PolicyDocument: DOCUMENT }
    expect(await api.getManagedPolicy('arn')).toEqual(known)
    expect(sent[0]?.[1]?.input).toEqual({ PolicyArn: 'arn', VersionId: 'v3' })
  })

  test('are security groups by id, less those that are gone', async () => {
    const { api, sent } = apiOf({ DescribeSecurityGroups: { SecurityGroups: [{ GroupId: 'sg-1' }] } })
    expect(await api.listSecurityGroups(['sg-1', 'sg-2'])).toEqual([{ GroupId: 'sg-1' }])
    expect(sent[2]?.[0]?.input).toMatchObject({ Filters: [{ Name: 'group-id', Values: ['sg-1', 'sg-2'] }] })
  })

  test.each([
    ['is an image that ECR has', { imageDetails: [{}] }, true],
    ['is no image when ECR does not have it', awsError('ImageNotFoundException', 400), false],
    ['is no image when there is no such repository', awsError('RepositoryNotFoundException', 400), false],
  ])('%s, by its digest', async (_title, answer, there) => {
    const digest = `sha256:${'a'.repeat(64)}`
    const { api, sent } = apiOf({ DescribeImages: answer })
    expect(await api.hasImage(`123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app@${digest}`)).toBe(there)
    const imageIds = [{ imageDigest: digest }]
    expect(sent[3]?.[0]?.input).toMatchObject({
      registryId: '123456789012',
      repositoryName: 'team/app',
      imageIds,
    })
  })

  test('is not told of an image of another registry', async () => {
    expect(await apiOf({}).api.hasImage('docker.io/team/app:1')).toBeUndefined()
  })

  test('is a log group by its exact name, not one that only begins so', async () => {
    const { api } = apiOf({
      DescribeLogGroups: { logGroups: [{ logGroupName: '/a' }, { logGroupName: '/ab' }] },
    })
    expect(await api.getLogGroup('/a')).toEqual({ logGroupName: '/a' })
    expect(await api.getLogGroup('/')).toBeUndefined()
  })

  test('are subnets, asked for so that one that is gone does not hide the others', async () => {
    const { api, sent } = apiOf({ DescribeSubnets: { Subnets: [{ SubnetId: 's' }] } })
    expect(await api.listSubnets(['s', 'gone'])).toEqual([{ SubnetId: 's' }])
    expect(sent[2]?.[0]?.input).toMatchObject({ Filters: [{ Name: 'subnet-id', Values: ['s', 'gone'] }] })
  })

  test('are zones, Local and Wavelength Zones with them', async () => {
    const zone = { ZoneName: 'eu-west-1-lhr-1a', ZoneType: 'local-zone' }
    expect(
      await apiOf({ DescribeAvailabilityZones: { AvailabilityZones: [zone] } }).api.listAvailabilityZones(),
    ).toEqual([zone])
  })
})
