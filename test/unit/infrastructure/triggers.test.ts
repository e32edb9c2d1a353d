import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { MAX_POLICIES, MAX_POLICY, policyResources } from '../../../infrastructure/triggers/policies.ts'
import { readingStatements, writingStatements } from '../../../infrastructure/triggers/statements.ts'
import type { SwitchedStatement } from '../../../infrastructure/triggers/statements.ts'
import { triggerTemplate } from '../../../infrastructure/triggers/template.ts'
import { FACTS_KINDS } from '../../../shared/triggers/find-facts.ts'
import { TRIGGER_KINDS } from '../../../shared/triggers/find-kinds.ts'
import type { Permission } from '../../../shared/triggers/kind.ts'
import { TRIGGER_PATTERNS } from '../../../shared/zones/trigger-patterns.ts'

const topics: Permission = {
  use: 'read',
  actions: ['sns:GetTopicAttributes'],
  resource: 'arn:${AWS::Partition}:sns:*:*:*',
}
const lists: Permission = { use: 'read', actions: ['sns:ListTopics'], resource: '*' }
const subscribing: Permission = { ...topics, use: 'write', actions: ['sns:Subscribe'] }
const kind = {
  name: 'sns-subscription',
  title: 'SNS subscription',
  permissions: [topics, subscribing, lists],
}

const ROLES = { name: 'ReadTriggers', description: 'what a role reads', roles: ['Role'] }

interface ManagedPolicy {
  readonly Type: string
  readonly Condition: string
  readonly Properties: {
    readonly Roles: unknown
    readonly PolicyDocument: { readonly Statement: readonly { 'Fn::If': [string, Statement, unknown] }[] }
  }
}

interface Statement {
  readonly Sid: string
  readonly Action: readonly string[]
}

function policiesOf(template: object): readonly ManagedPolicy[] {
  const resources = Object.values((template as { Resources: Record<string, ManagedPolicy> }).Resources)
  return resources.filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy')
}

const policiesFor = (template: object, role: string) =>
  policiesOf(template).filter(({ Properties }) =>
    (Properties.Roles as { Ref: string }[]).some(({ Ref }) => Ref === role),
  )

const contentsOf = (policies: readonly ManagedPolicy[]) =>
  policies.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.map((one) => ({
      condition: one['Fn::If'][0],
      statement: one['Fn::If'][1],
    })),
  )

describe('the statements of a kind', () => {
  test('are those that read, each with a Sid and the condition of its kind', () => {
    expect(readingStatements([kind], [])).toEqual([
      {
        condition: 'ReadsSnsSubscription',
        statement: {
          Sid: 'ReadSnsSubscription',
          Effect: 'Allow',
          Action: ['sns:GetTopicAttributes'],
          Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:sns:*:*:*' },
        },
      },
      {
        condition: 'ReadsSnsSubscription',
        statement: {
          Sid: 'ReadSnsSubscription2',
          Effect: 'Allow',
          Action: ['sns:ListTopics'],
          Resource: '*',
        },
      },
    ])
  })

  test('that write hang on the condition of its kind, too', () => {
    expect(writingStatements([kind])).toMatchObject([
      {
        condition: 'ReadsSnsSubscription',
        statement: { Sid: 'WriteSnsSubscription', Action: ['sns:Subscribe'] },
      },
    ])
  })

  test('of facts hang on one condition for all services', () => {
    const [facts] = readingStatements([], [{ service: 'sns', permissions: [topics] }])
    expect(facts).toMatchObject({ condition: 'ReadsReferences', statement: { Sid: 'ReadFactsOfSns' } })
  })

  test('keep the condition that the kind puts on them', () => {
    const narrowed = { ...topics, condition: { StringEquals: { 'aws:x': 'y' } } }
    const [one] = readingStatements([{ ...kind, permissions: [narrowed] }], [])
    expect(one?.statement['Condition']).toEqual(narrowed.condition)
  })
})

describe('the part of the template for a kind', () => {
  const template = triggerTemplate({ kinds: [kind], facts: [], patterns: [{ source: ['aws.sns'] }] })

  test('has a parameter that is on by default', () => {
    expect(template).toMatchObject({
      Parameters: { ReadSnsSubscription: { Default: 'yes', AllowedValues: ['yes', 'no'] } },
      Conditions: { ReadsSnsSubscription: { 'Fn::Equals': [{ Ref: 'ReadSnsSubscription' }, 'yes'] } },
    })
  })

  test('gives the statements that read to the roles that capture, which are always there', () => {
    expect(policiesFor(template, 'OnChangeRole')).toMatchObject([
      { Properties: { Roles: [{ Ref: 'OnChangeRole' }, { Ref: 'CaptureShardRole' }] } },
    ])
  })

  test('gives the statements that write to the roles that restore alone, where restores are allowed', () => {
    const writing = (role: string) =>
      contentsOf(policiesFor(template, role)).filter(({ statement }) =>
        statement.Action.includes('sns:Subscribe'),
      )
    expect(writing('ApplyRestoreRole')).toHaveLength(1)
    expect([...writing('OnChangeRole'), ...writing('PlanRestoreRole')]).toEqual([])
    for (const name of ['RestoreReadsTriggers1', 'RestoreWritesTriggers1']) {
      expect(template).toMatchObject({
        Conditions: { [`Has${name}`]: { 'Fn::And': [{ Condition: 'RestoreAllowed' }, {}] } },
        Resources: { [name]: { Condition: `Has${name}` } },
      })
    }
  })

  test('has no policy without a statement: when all is switched off, neither is the policy there', () => {
    expect(template).toMatchObject({
      Conditions: {
        HasReadTriggers1: {
          'Fn::Or': [{ Condition: 'ReadsSnsSubscription' }, { Condition: 'ReadsSnsSubscription' }],
        },
      },
      Resources: { ReadTriggers1: { Condition: 'HasReadTriggers1' } },
    })
  })

  test('has a rule for each pattern, which buries what it cannot deliver', () => {
    expect(template).toMatchObject({
      Resources: {
        TriggerForwardingRule1: {
          Type: 'AWS::Events::Rule',
          Properties: {
            State: 'ENABLED',
            EventPattern: { source: ['aws.sns'] },
            Targets: [{ DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ChangesDeadLetters', 'Arn'] } } }],
          },
        },
      },
    })
  })
})

describe('policies', () => {
  const statement = fc
    .tuple(fc.integer({ min: 0, max: 29 }), fc.integer({ min: 1, max: 40 }))
    .map(([kindNumber, actions]): SwitchedStatement => ({
      condition: `ReadsKind${kindNumber}`,
      statement: {
        Sid: `ReadKind${kindNumber}`,
        Effect: 'Allow',
        Action: Array.from({ length: actions }, (_, n) => `service:GetSomething${n}`),
        Resource: '*',
      },
    }))

  test('hold every statement once and in order, within the quotas of IAM', () => {
    const property = fc.property(fc.array(statement, { maxLength: 60 }), (statements) => {
      fc.pre(JSON.stringify(statements).length < MAX_POLICIES * MAX_POLICY * 0.5)
      const made = policyResources(statements, ROLES)
      const policies = policiesOf(made)
      expect(contentsOf(policies)).toEqual(statements)
      for (const { Properties } of policies) {
        const inside = contentsOf([{ Properties } as ManagedPolicy])
        const Statement = inside.map((one) => one.statement)
        expect(JSON.stringify({ Version: '2012-10-17', Statement }).length).toBeLessThanOrEqual(MAX_POLICY)
        expect(new Set(inside.map(({ condition }) => condition)).size).toBeLessThanOrEqual(10)
      }
    })
    fc.assert(property, { numRuns: 30 })
  })

  test('are there when one of their kinds is on, and only then', () => {
    const property = fc.property(fc.array(statement, { minLength: 1, maxLength: 30 }), (statements) => {
      const { Conditions, Resources } = policyResources(statements, ROLES)
      for (const { Condition, Properties } of policiesOf({ Resources })) {
        const alternatives = Conditions[Condition] as { 'Fn::Or': { Condition: string }[] }
        const inside = contentsOf([{ Properties } as ManagedPolicy]).map(({ condition }) => condition)
        expect(new Set(alternatives['Fn::Or'].map((one) => one.Condition))).toEqual(new Set(inside))
        expect(alternatives['Fn::Or'].length).toBeGreaterThanOrEqual(2)
      }
    })
    fc.assert(property, { numRuns: 30 })
  })

  test('are refused when the roles could not have them all', () => {
    const many = Array.from({ length: 200 }, (_, n): SwitchedStatement => ({
      condition: `ReadsKind${n}`,
      statement: { Sid: `ReadKind${n}` },
    }))
    expect(() => policyResources(many, ROLES)).toThrow('managed policies')
  })
})

describe('the kinds that there are', () => {
  const template = triggerTemplate({ kinds: TRIGGER_KINDS, facts: FACTS_KINDS, patterns: TRIGGER_PATTERNS })
  const sidsOf = (role: string) =>
    contentsOf(policiesFor(template, role)).map(({ statement: { Sid } }) => Sid)
  const actionsOf = (role: string) =>
    contentsOf(policiesFor(template, role)).flatMap(({ statement: { Action } }) => Action)
  const declared = (use: string) =>
    [...TRIGGER_KINDS, ...FACTS_KINDS]
      .flatMap(({ permissions }) => permissions)
      .flatMap((one) => (one.use === use ? one.actions : []))

  test('each have a parameter of their own', () => {
    const { Parameters } = template as { Parameters: Record<string, { Description: string }> }
    expect(Object.keys(Parameters)).toHaveLength(TRIGGER_KINDS.length + 1)
    for (const { title } of TRIGGER_KINDS)
      expect(
        Object.values(Parameters).filter(({ Description }) => Description.includes(`: ${title}.`)),
      ).toHaveLength(1)
  })

  test('have all their reading permissions in the policies of captures, and no writing one', () => {
    expect(actionsOf('OnChangeRole').toSorted()).toEqual(declared('read').toSorted())
    const allowed = new Set(actionsOf('OnChangeRole'))
    const reading = new Set(declared('read'))
    expect(declared('write').filter((action) => allowed.has(action) && !reading.has(action))).toEqual([])
  })

  test('have all their permissions in the policies of restores', () => {
    const all = [...declared('read'), ...declared('write')]
    expect(actionsOf('ApplyRestoreRole').toSorted()).toEqual(all.toSorted())
    expect(actionsOf('VerifyRestoreRole').toSorted()).toEqual(all.toSorted())
    expect(actionsOf('PlanRestoreRole').toSorted()).toEqual(declared('read').toSorted())
  })

  test.each(['OnChangeRole', 'ApplyRestoreRole'])(
    'have statements with Sids that are unique within %s and that IAM takes',
    (role) => {
      const sids = sidsOf(role)
      expect(new Set(sids).size).toBe(sids.length)
      for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/)
    },
  )

  test.each(['OnChangeRole', 'ApplyRestoreRole'])('leave %s room for managed policies of its own', (role) => {
    expect(policiesFor(template, role).length).toBeLessThanOrEqual(7)
  })
})
