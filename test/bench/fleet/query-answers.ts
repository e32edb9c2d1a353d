import { ACCOUNT } from '../account.ts'
import type { Fleet } from './fleet.ts'

const TRUST = encodeURIComponent(
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  }),
)
const BASIC_EXECUTION = 'AWSLambdaBasicExecutionRole'

/** Answers a read of IAM, whose protocol is a form in and XML out: roles as SAM and Serverless make them. */
export function answerIam(form: URLSearchParams): string {
  const action = form.get('Action') ?? ''
  const result = iamResult(action, form.get('RoleName') ?? '')
  return `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`
}

function iamResult(action: string, role: string): string {
  if (action === 'GetRole') {
    return `<Role><Path>/</Path><RoleName>${role}</RoleName><RoleId>AROA${role}</RoleId><Arn>arn:aws:iam::${ACCOUNT}:role/${role}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>${TRUST}</AssumeRolePolicyDocument></Role>`
  }
  if (action === 'ListRolePolicies') return '<PolicyNames/><IsTruncated>false</IsTruncated>'
  const arn = `arn:aws:iam::aws:policy/service-role/${BASIC_EXECUTION}`
  return `<AttachedPolicies><member><PolicyName>${BASIC_EXECUTION}</PolicyName><PolicyArn>${arn}</PolicyArn></member></AttachedPolicies><IsTruncated>false</IsTruncated>`
}

/** Answers DescribeRegions of EC2, with the regions of the fleet. */
export function answerEc2(fleet: Fleet): string {
  const items = fleet.regions.map((region) => `<item><regionName>${region}</regionName></item>`)
  return `<DescribeRegionsResponse><regionInfo>${items.join('')}</regionInfo></DescribeRegionsResponse>`
}

/** Answers GetCallerIdentity of STS. */
export function answerSts(): string {
  const arn = `arn:aws:iam::${ACCOUNT}:user/bench`
  return `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>bench</UserId><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
}

/** What DescribeLogGroups returns in one page (CloudWatch Logs API reference). */
const PAGE = 50

/** Answers DescribeLogGroups: each function has a group under Lambda's own prefix. */
export function answerLogs(
  fleet: Fleet,
  region: string,
  input: { readonly logGroupNamePrefix?: string; readonly nextToken?: string },
): object {
  const prefix = input.logGroupNamePrefix ?? ''
  const names = fleet.list(region).map(({ name }) => `/aws/lambda/${name}`)
  const found = names.filter((name) => name.startsWith(prefix))
  const start = Number(input.nextToken ?? 0)
  const next = start + PAGE
  const logGroups = found.slice(start, next).map((logGroupName) => ({
    logGroupName,
    arn: `arn:aws:logs:${region}:${ACCOUNT}:log-group:${logGroupName}:*`,
    retentionInDays: 30,
  }))
  return { logGroups, ...(next < found.length ? { nextToken: String(next) } : {}) }
}
