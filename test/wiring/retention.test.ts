import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Template } from './packaged-template.ts'
import {
  attachedStatements,
  ofType,
  packagedTemplate,
  roleStatements,
  statementsOf,
} from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

/** Folders of the vault in which a role may do this, by the roles' statements and the policies attached to them. */
function folders(role: string, action: string): readonly string[] {
  const all = [...roleStatements(template.Resources[role]!), ...attachedStatements(template, role)]
  return all
    .filter(({ effect, actions }) => effect === 'Allow' && actions.includes(action))
    .flatMap(({ resources }) => resources.flatMap((one) => folderOf(one) ?? []))
    .toSorted()
}

function folderOf(resource: unknown): string | undefined {
  return /^\{"Fn::Sub":"\$\{VaultBucket\.Arn\}\/([^"]+)"\}$/.exec(JSON.stringify(resource))?.[1]
}

/** Every role that may delete anything in the vault, in whatever words, and where. */
function deleting(): Readonly<Record<string, readonly string[]>> {
  const found = ofType(template, 'AWS::IAM::Role').flatMap(([id, role]) => {
    const own = [...roleStatements(role), ...attachedStatements(template, id)]
    const places = own
      .filter(({ actions }) =>
        actions.some((action) => /^s3:(?:Delete|\*|PutLifecycle|BypassGov)/.test(action)),
      )
      .flatMap(({ resources }) => resources.map((one) => folderOf(one) ?? JSON.stringify(one)))
    return places.length === 0 ? [] : [[id, places.toSorted()] as const]
  })
  return Object.fromEntries(found)
}

describe('what may delete', () => {
  test('in the vault is retention alone: points and their copies in one role, blobs in another', () => {
    const inVault = Object.entries(deleting()).filter(([, places]) =>
      places.some((place) => !place.includes('holdfast-staging')),
    )
    expect(Object.fromEntries(inVault)).toEqual({
      ApplyRetentionRole: ['alerts/known/*', 'expired/*', 'points/*'],
      SweepBlobsRole: ['blobs/*'],
    })
  })

  test('removes objects, never versions: what was deleted can be brought back as long as the bucket keeps it', () => {
    const actions = ofType(template, 'AWS::IAM::Role').flatMap(([, role]) =>
      roleStatements(role).flatMap((statement) => statement.actions),
    )
    expect(actions).toContain('s3:DeleteObject')
    expect(actions.filter((action) => /DeleteObjectVersion|BypassGovernance/.test(action))).toEqual([])
  })
})

describe('the roles of retention', () => {
  test.each([
    ['PlanRetentionRole', ['retention/*']],
    ['ApplyRetentionRole', ['expired/*', 'retention/*']],
    ['SweepBlobsRole', ['sweeps/*']],
    ['ReportRetentionRole', ['alerts/*', 'retention/*']],
  ])('%s writes no point, no blob and no pointer', (role, expected) => {
    expect(folders(role, 's3:PutObject')).toEqual(expected)
  })

  test('read no bytes of functions but to see which blobs are there', () => {
    const readers = ['PlanRetentionRole', 'ApplyRetentionRole', 'ReportRetentionRole']
    expect(readers.filter((role) => folders(role, 's3:GetObject').includes('blobs/*'))).toEqual([])
  })
})

describe('the lifecycle of the vault', () => {
  test('frees what was deleted or replaced, after the days of a parameter, and touches no current version', () => {
    const { LifecycleConfiguration } = template.Resources['VaultBucket']!.Properties as {
      LifecycleConfiguration: { Rules: readonly Record<string, unknown>[] }
    }
    const rules = LifecycleConfiguration.Rules
    expect(rules).toContainEqual({
      Id: 'deleted-and-replaced',
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: { Ref: 'KeepDeletedDays' } },
      ExpiredObjectDeleteMarker: true,
    })
    for (const rule of rules) {
      expect(Object.keys(rule)).not.toContain('ExpirationInDays')
      expect(Object.keys(rule)).not.toContain('ExpirationDate')
    }
  })
})

test('nobody can start retention with rules of his own: its steps are handed nothing of the input', () => {
  const { Definition } = template.Resources['RetentionStateMachine']!.Properties as {
    Definition: { States: Record<string, { Parameters?: object }> }
  }
  expect(Object.keys(Definition.States['PlanRetention']?.Parameters ?? {})).toEqual([
    'runId.$',
    'startedAt.$',
  ])
  expect(JSON.stringify(Definition)).not.toContain('Execution.Input')
})

test('the bucket is not opened to anybody by its policy: it only denies', () => {
  const denied = statementsOf(template.Resources['VaultBucketPolicy']!.Properties['PolicyDocument'])
  expect(denied.filter(({ effect }) => effect !== 'Deny')).toEqual([])
})
