import { beforeAll, describe, expect, test } from '@jest/globals'
import { forwardingRules, hubOf } from '../../shared/zones/forwarding.ts'
import type { Resource, Template } from './packaged-template.ts'
import { ofType, packagedTemplate, roleStatements, statementsOf } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

const resource = (id: string): Resource => template.Resources[id]!

describe('the forwarding rules of other regions', () => {
  const place = { account: '123456789012', region: 'eu-west-1', partition: 'aws' }
  const rules = forwardingRules({ ...hubOf('holdfast-prod', place), roleArn: 'arn:role' })

  test('have the patterns of the hub’s own', () => {
    const own = ofType(template, 'AWS::Events::Rule').filter(([id]) => id.includes('ForwardingRule'))
    expect(own.map(([, { Properties }]) => Properties['EventPattern'])).toEqual(
      rules.map(({ pattern }) => pattern),
    )
  })

  test('send nothing that the rule from the hub to the queue leaves out', () => {
    const sent = rules.flatMap(({ pattern }) => pattern['source'])
    expect(resource('HubRule').Properties['EventPattern']).toEqual({ source: [...new Set(sent)] })
  })

  test('send to the bus that the stack makes', () => {
    expect(resource('HubBus').Properties['Name']).toEqual({ 'Fn::Sub': '${AWS::StackName}-hub' })
    for (const { target } of rules) expect(target.arn).toMatch(/:event-bus\/holdfast-prod-hub$/)
  })

  test('go under a role that may do nothing but put events on that bus', () => {
    const [statement, ...more] = roleStatements(resource('ForwardingRole'))
    expect(more).toEqual([])
    expect(statement).toMatchObject({
      actions: ['events:PutEvents'],
      resources: [{ 'Fn::GetAtt': ['HubBus', 'Arn'] }],
    })
  })

  test('are removed with the stack, by a function that may remove only what was made for this hub', () => {
    expect(resource('ForwardingRules')).toMatchObject({
      Type: 'Custom::HoldfastForwardingRules',
      Properties: { ServiceToken: { 'Fn::GetAtt': ['RetireDashzonesLambdaFunction', 'Arn'] } },
    })
    const statements = roleStatements(resource('RetireZonesRole'))
    const deleting = statements.filter(({ actions }) =>
      actions.some((action) => /Delete|Remove/.test(action)),
    )
    expect(deleting).toHaveLength(1)
    expect(deleting[0]?.condition).toEqual({
      StringEquals: { 'aws:ResourceTag/holdfast-hub': { 'Fn::GetAtt': ['HubBus', 'Arn'] } },
    })
    for (const { tags } of rules) expect(tags).toHaveProperty('holdfast-hub')
  })
})

describe('the trail', () => {
  test('is made only when it is asked for', () => {
    for (const name of ['CreateTrail', 'LogKeyValueWrites'])
      expect(template.Parameters[name]).toMatchObject({ Default: 'no' })
    const made = ['TrailBucket', 'TrailBucketPolicy', 'Trail'].map((id) => resource(id))
    for (const one of made) expect(one).toMatchObject({ Condition: 'CreatesTrail' })
  })

  test('covers all regions and validates its files', () => {
    expect(resource('Trail').Properties).toMatchObject({
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
    })
  })

  test('logs management writes and those of key value stores, each when it is asked for, and no more', () => {
    const none = { Ref: 'AWS::NoValue' }
    const writes = { Field: 'readOnly', Equals: ['false'] }
    const logged = (...fields: [Field: string, value: string][]) => ({
      Name: expect.any(String) as unknown,
      FieldSelectors: [...fields.map(([Field, value]) => ({ Field, Equals: [value] })), writes],
    })
    const management = logged(['eventCategory', 'Management'])
    const pairs = logged(['eventCategory', 'Data'], ['resources.type', 'AWS::CloudFront::KeyValueStore'])
    expect(resource('Trail').Properties['AdvancedEventSelectors']).toEqual([
      { 'Fn::If': ['LogsManagementWrites', management, none] },
      { 'Fn::If': ['LogsKeyValueWrites', pairs, none] },
    ])
    expect(resource('Trail').Properties).not.toHaveProperty('EventSelectors')
  })

  test('writes to a bucket that is encrypted, closed to the public and outlives the stack', () => {
    expect(resource('TrailBucket')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
      },
    })
  })

  test('is the only one that the bucket lets in, and over TLS', () => {
    const statements = statementsOf(resource('TrailBucketPolicy').Properties['PolicyDocument'])
    const name = { 'Fn::Sub': expect.stringMatching(/:trail\/\$\{AWS::StackName\}-changes$/) as unknown }
    const allowed = statements.filter(({ effect }) => effect === 'Allow')
    expect(allowed).toHaveLength(2)
    for (const { condition } of allowed)
      expect(condition?.['StringEquals']).toMatchObject({ 'aws:SourceArn': name })
    expect(resource('Trail').Properties['TrailName']).toEqual({ 'Fn::Sub': '${AWS::StackName}-changes' })
    expect(statements.find(({ sid }) => sid === 'TlsOnly')?.effect).toBe('Deny')
  })
})
