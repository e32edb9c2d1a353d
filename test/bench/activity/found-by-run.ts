import { outcomeLine } from '../../../shared/activity/run-lines.ts'
import type { ActivityLine } from '../../../shared/model/activity.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import { opensToEverybody } from '../../../shared/model/open-policies.ts'
import type { Policies } from '../../../shared/model/open-policies.ts'
import type { Random } from './random.ts'

const ACCOUNT = '123456789012'

const allow = (more: JsonObject): JsonObject => ({
  Effect: 'Allow',
  Action: 'lambda:InvokeFunction',
  ...more,
})
const anybody = (Condition?: JsonObject) => allow({ Principal: '*', ...(Condition && { Condition }) })
const service = (name: string, Condition?: JsonObject) =>
  allow({ Principal: { Service: `${name}.amazonaws.com` }, ...(Condition && { Condition }) })

/** Statements that let everybody in, as intruders and slips make them. */
const OPENING: readonly JsonObject[] = [
  anybody(),
  allow({ Principal: { AWS: '*' } }),
  anybody({ StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } }),
  anybody({ Bool: { 'aws:SecureTransport': 'true' } }),
  anybody({ StringNotEquals: { 'aws:SourceAccount': ACCOUNT } }),
  anybody({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3' } }),
  anybody({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy' } }),
  anybody({ StringLike: { 'aws:SourceAccount': '*' } }),
]

/** Statements of everyday work, which do not. */
const EVERYDAY: readonly JsonObject[] = [
  service('apigateway', { ArnLike: { 'aws:SourceArn': `arn:aws:execute-api:eu-west-1:${ACCOUNT}:a1/*` } }),
  service('s3', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
  service('events'),
  allow({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }),
  anybody({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3' } }),
  anybody({ ArnLike: { 'aws:SourceArn': `arn:aws:sns:eu-west-1:${ACCOUNT}:*` } }),
  anybody({
    StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM', 'aws:PrincipalAccount': '210987654321' },
  }),
]

const RUN = { runId: 'nightly', account: ACCOUNT, mode: 'deep', startedAt: '2026-06-01T01:00:00Z' } as const

const one = (random: Random, of: readonly JsonObject[]) => of[random.between(0, of.length - 1)] ?? {}

/** What a run writes of a function whose policy somebody opened, and no call of it was recorded. */
export function openedUnseen(random: Random, at: number): ActivityLine[] {
  return changedPolicy(random, at, one(random, OPENING))
}

/** What a run writes of a function whose policy somebody changed as one does. */
export function policyWork(random: Random, at: number): ActivityLine[] {
  return changedPolicy(random, at, one(random, EVERYDAY))
}

/** As capture and run decide it: by the policies of two points, of the function or of an alias. */
function changedPolicy(random: Random, at: number, statement: JsonObject): ActivityLine[] {
  const policy = { Statement: [one(random, EVERYDAY), statement] }
  const before: Policies = { policy: { Statement: [one(random, EVERYDAY)] }, versions: [], aliases: [] }
  const after: Policies = random.chance(0.7)
    ? { ...before, policy }
    : { ...before, aliases: [{ name: 'live', configuration: {}, policy }] }
  const opened = opensToEverybody(before, after).length > 0
  const resource = { ...PLACE, name: `f-${random.between(0, 399)}` }
  const point = { type: 'captured', resource, manifest: 'points/x', id: '0', gaps: [] } as const
  const outcome = { ...point, gaps: [], bytesStored: 0, bytesDeduplicated: 0, ...(opened && { opened }) }
  return lineOf(outcome, at)
}

/** What a run writes of functions that are gone, whoever deleted them. */
export function foundGone(deletions: readonly ActivityLine[], at: number): ActivityLine[] {
  return deletions.flatMap(({ name = '', manifest = 'points/x' }) =>
    lineOf({ type: 'deleted', resource: { ...PLACE, name }, manifest }, at),
  )
}

const PLACE = { account: ACCOUNT, zone: 'eu-west-1', kind: 'function' } as const

function lineOf(outcome: Outcome, at: number): ActivityLine[] {
  const line = outcomeLine(outcome, { run: RUN, at: new Date(at) })
  return line === undefined ? [] : [line]
}
