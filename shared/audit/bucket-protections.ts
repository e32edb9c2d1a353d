import type { JsonObject } from '../model/json.ts'
import type { PolicyStatement } from './bucket-policy.ts'
import { refusalsOf } from './bucket-policy.ts'

/** Something that the policy of a deployed vault's bucket refuses everybody. */
export interface Protection {
  /** The statement's name in infrastructure/vault.yml, for whoever puts it back. It may be called otherwise. */
  readonly statement: string
  /** What it refuses. */
  readonly what: string
  readonly action: string
  /** Keys of the vault, `*` for any text. */
  readonly keys: readonly string[]
  /** Conditions under which it may refuse, each as operator, key and value: under fewer it refuses more. */
  readonly under: readonly string[]
  /** Whether some may do it nevertheless: the roles of retention. */
  readonly exceptsRoles?: boolean
}

const CREATING = 'Bool s3:objectcreationoperation true'
const NOT_INTO_ABSENT = 'Null s3:if-none-match true'
const NOT_OVER_KNOWN = 'Null s3:if-match true'

/** What keeps in the vault what is in it, as infrastructure/vault.yml has it. */
export const PROTECTIONS: readonly Protection[] = [
  {
    statement: 'OnlyRetentionDeletes',
    what: 'deletion by others than retention',
    action: 's3:DeleteObject',
    keys: ['*'],
    under: [],
    exceptsRoles: true,
  },
  {
    statement: 'NobodyDeletesVersions',
    what: 'deletion of versions',
    action: 's3:DeleteObjectVersion',
    keys: ['*'],
    under: [],
  },
  {
    statement: 'NobodyOverwritesUnseen',
    what: 'writing without a condition',
    action: 's3:PutObject',
    keys: ['*'],
    under: [CREATING, NOT_INTO_ABSENT, NOT_OVER_KNOWN],
  },
  {
    statement: 'WhatIsWrittenOnceStays',
    what: 'overwriting of what is written once',
    action: 's3:PutObject',
    keys: ['vault.json', 'blobs/*', 'points/*', 'sources/*', 'expired/*', 'activity/v1/*'],
    under: [CREATING, NOT_INTO_ABSENT],
  },
  {
    statement: 'NobodyBypassesLocks',
    what: 'bypassing of locks',
    action: 's3:BypassGovernanceRetention',
    keys: ['*'],
    under: [],
  },
]

/** Whose bucket a policy is of, and who is known there. */
export interface Protected {
  /** Address of the vault: `s3://bucket` or `s3://bucket/prefix`. */
  readonly url: string
  /** Names of the deployment's roles; `undefined` when they are not known, and any role may be excepted by name. */
  readonly roles: readonly string[] | undefined
}

/** Whether a bucket policy refuses it, by what its statements do; statements that refuse less do not count. */
export function isRefused(
  policy: JsonObject | undefined,
  protection: Protection,
  { url, roles }: Protected,
): boolean {
  const refusing = refusalsOf(policy).filter(
    ({ Action = [], Condition }) =>
      Action.some((one) => covers(one.toLowerCase(), protection.action.toLowerCase())) &&
      conditionsOf(Condition).every((one) => mayDepend(one, protection, roles)),
  )
  const place = url.replace(/^s3:\/\//, '').replace(/\/$/, '')
  return protection.keys.every((key) =>
    refusing.some(({ Resource = [] }) =>
      Resource.some((one) => covers(one.replace(/^arn:[\w-]+:s3:::/, ''), `${place}/${key}`)),
    ),
  )
}

interface PolicyCondition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

function conditionsOf(condition: PolicyStatement['Condition'] = {}): readonly PolicyCondition[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => ({
      operator,
      key: key.toLowerCase(),
      values: [value].flat().map(String),
    })),
  )
}

function mayDepend(
  { operator, key, values }: PolicyCondition,
  { under, exceptsRoles = false }: Protection,
  roles: readonly string[] | undefined,
): boolean {
  if (exceptsRoles && key === 'aws:principalarn' && /^(?:Arn|String)Not(?:Equals|Like)$/.test(operator))
    return values.every((arn) => isRole(arn, roles))
  return values.every((value) => under.includes(`${operator} ${key} ${value}`))
}

/** Whether it is one role, and of these. */
function isRole(arn: string, roles: readonly string[] | undefined): boolean {
  const name = /^arn:[\w-]+:iam::\d{12}:role\/(?:.+\/)?([^/*?]+)$/.exec(arn)?.[1]
  return name !== undefined && (roles === undefined || roles.includes(name))
}

/** Whether a pattern of IAM, with `*` and `?`, takes in all that another one does. */
function covers(pattern: string, other: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '[^*]')
  return new RegExp(`^${source}$`).test(other)
}
