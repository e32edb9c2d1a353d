import { describe, expect, test } from '@jest/globals'
import { judgeClock } from '../../../shared/doctor/check-clock.ts'
import {
  judgeLostChanges,
  judgeLostExecutions,
  judgeLostLogs,
  judgeLostLooks,
  judgeLostStarts,
  judgeMapping,
  judgeSubscriptions,
} from '../../../shared/doctor/check-delivery.ts'
import { judgeDeployment } from '../../../shared/doctor/check-deployment.ts'
import { judgeEnrolment, judgeRule } from '../../../shared/doctor/check-forwarding.ts'
import { judgeDenied, policySource } from '../../../shared/doctor/check-permissions.ts'
import { judgeQuotas } from '../../../shared/doctor/check-quotas.ts'
import { judgeSchedules } from '../../../shared/doctor/check-schedules.ts'
import { judgeTrails } from '../../../shared/doctor/check-trail.ts'
import { judgeBucket } from '../../../shared/doctor/check-vault.ts'
import { judgePairTrails } from '../../../shared/doctor/check-key-value-trail.ts'
import type { Finding } from '../../../shared/doctor/finding.ts'
import { deployCommand, repairCommand } from '../../../shared/doctor/mend.ts'
import type { TrailFacts } from '../../../shared/doctor/read-trails.ts'

const HUB = 'eu-west-1'
const ZONE = 'us-east-1'
const DEPLOYED = { stackName: 'holdfast-prod', hub: HUB }
const verdict = ({ state, mend }: Finding) => [state, mend]
const DEPLOY = 'npx serverless deploy --stage prod --region eu-west-1'

describe('trails', () => {
  const facts = (writes: TrailFacts['writes'], logging: boolean): TrailFacts => ({
    trail: {
      name: 'audit',
      arn: 'arn:aws:cloudtrail:eu-west-1:123456789012:trail/audit',
      homeRegion: HUB,
      globalEvents: true,
      organization: false,
    },
    logging,
    ...(writes && { writes }),
  })
  const unreadable: TrailFacts = { trail: facts('all', true).trail, unreadable: 'AccessDenied' }
  const create = `${DEPLOY} --param="CreateTrail=yes"`
  const start =
    'aws cloudtrail start-logging --name arn:aws:cloudtrail:eu-west-1:123456789012:trail/audit --region eu-west-1'

  test.each<[string, TrailFacts[], unknown[]]>([
    ['one that records writes', [facts('all', true)], ['ok', undefined]],
    [
      'the best one counts',
      [facts('none', true), facts('some', true), facts('all', true)],
      ['ok', undefined],
    ],
    ['none', [], ['problem', create]],
    ['only reads', [facts('none', true)], ['problem', create]],
    ['some writes', [facts('some', true)], ['warning', create]],
    ['some writes, and switched off', [facts('some', false)], ['problem', create]],
    ['switched off', [facts('all', false)], ['problem', start]],
    ['one that cannot be read', [unreadable], ['unknown', undefined]],
    ['one that cannot be read beside a good one', [unreadable, facts('all', true)], ['ok', undefined]],
  ])('%s', (_what, trails, expected) => {
    expect(verdict(judgeTrails(ZONE, trails, DEPLOYED))).toEqual(expected)
  })

  test('names the trail that decides, by its home region: an audit tells who was told of it', () => {
    const off = facts('all', false)
    const { homeRegion, name } = off.trail
    expect(judgeTrails(ZONE, [off], DEPLOYED).trail).toBe(`${homeRegion}/${name}`)
    expect(judgeTrails(ZONE, [], DEPLOYED)).not.toHaveProperty('trail')
  })

  const log = `${DEPLOY} --param="LogKeyValueWrites=yes"`

  test.each<[string, TrailFacts[], unknown[]]>([
    ['records them', [facts('none', true), facts('all', true)], ['ok', undefined]],
    ['there is none', [], ['warning', log]],
    ['does not record them', [facts('none', true)], ['warning', log]],
    ['records some', [facts('some', true)], ['warning', log]],
    ['records them and is switched off', [facts('all', false)], ['warning', log]],
    ['cannot be read', [unreadable], ['unknown', undefined]],
  ])('for writes of key value stores: %s', (_what, trails, expected) => {
    expect(verdict(judgePairTrails(trails, DEPLOYED))).toEqual(expected)
  })
})

describe('forwarding', () => {
  const forwarding = { stack: 'holdfast-prod', region: HUB, busArn: 'arn:bus', roleArn: 'arn:role' }
  const enrol = 'npx holdfast zones --enrol --zone us-east-1 --stack holdfast-prod --hub eu-west-1'
  const enrolment = (action: 'keep' | 'create' | 'heal' | 'refuse') => ({
    zone: ZONE,
    steps: [{ action, rule: 'r', reason: 'it is disabled' }],
  })

  test.each([
    ['keep', ['ok', undefined]],
    ['create', ['problem', enrol]],
    ['heal', ['problem', enrol]],
    ['refuse', ['problem', undefined]],
  ] as const)('of a region whose plan says %s', (action, expected) => {
    expect(verdict(judgeEnrolment(forwarding, enrolment(action)))).toEqual(expected)
  })

  test('that could not be read is unknown', () => {
    const failure = { error: 'AccessDeniedError', message: 'denied', retryable: false }
    expect(judgeEnrolment(forwarding, { zone: ZONE, steps: [], failure }).state).toBe('unknown')
  })

  test('in the hub needs an enabled rule with its target', () => {
    const place = { check: 'forwarding', zone: HUB } as const
    const rule = {
      name: 'r',
      arn: 'arn:aws:events:eu-west-1:123456789012:rule/holdfast-prod-hub/r',
      enabled: true,
      pattern: {},
      tags: {},
      targets: [{ id: 'x', arn: 'arn:bus', reshaped: false }],
    }
    const judge = (patch: Partial<typeof rule> | undefined, sendsTo?: string) =>
      verdict(
        judgeRule(place, { rule: patch && { ...rule, ...patch }, role: 'to the hub', sendsTo }, DEPLOYED),
      )
    expect(judge({})).toEqual(['ok', undefined])
    expect(judge({}, 'arn:bus')).toEqual(['ok', undefined])
    expect(judge({}, 'arn:other')).toEqual(['problem', repairCommand(DEPLOYED)])
    expect(judge({ targets: [] })).toEqual(['problem', repairCommand(DEPLOYED)])
    expect(judge(undefined)).toEqual(['problem', repairCommand(DEPLOYED)])
    expect(judge({ enabled: false })).toEqual([
      'problem',
      'aws events enable-rule --name r --event-bus-name holdfast-prod-hub --region eu-west-1',
    ])
  })
})

describe('delivery', () => {
  test.each([
    ['Enabled', 'ok'],
    ['Disabled', 'problem'],
    ['Updating', 'warning'],
    [undefined, 'problem'],
  ])('a queue mapping in the state %s is %s', (state, expected) => {
    expect(judgeMapping({ id: 'uuid-1', state }, DEPLOYED).state).toBe(expected)
  })

  test('a disabled mapping is mended by its id', () => {
    expect(judgeMapping({ id: 'uuid-1', state: 'Disabled' }, DEPLOYED).mend).toBe(
      'aws lambda update-event-source-mapping --uuid uuid-1 --enabled --region eu-west-1',
    )
  })

  test.each([judgeLostChanges, judgeLostStarts, judgeLostExecutions, judgeLostLooks, judgeLostLogs])(
    'a message in a dead-letter queue is a problem: %p',
    (judge) => {
      expect(judge(HUB, 0, 'again').state).toBe('ok')
      expect(judge(HUB, 1, 'again')).toMatchObject({ state: 'problem', mend: 'again' })
    },
  )

  test('alerts want a confirmed subscription, and say which is not', () => {
    const mail = { protocol: 'email', endpoint: 'ops@example.com' }
    const states = (...confirmed: boolean[]) =>
      judgeSubscriptions(
        'arn:topic',
        confirmed.map((one) => ({ ...mail, confirmed: one })),
        DEPLOYED,
      ).map(({ state }) => state)
    expect(states()).toEqual(['problem'])
    expect(states(true)).toEqual(['ok'])
    expect(states(false)).toEqual(['problem', 'warning'])
    expect(states(true, false)).toEqual(['ok', 'warning'])
  })

  test('schedules must be there and enabled', () => {
    const states = (...enabled: (boolean | undefined)[]) =>
      judgeSchedules(
        enabled.map((one) => ({ name: 's', enabled: one })),
        DEPLOYED,
      ).map(({ state }) => state)
    expect(states()).toEqual(['problem'])
    expect(states(true, false, undefined)).toEqual(['ok', 'problem', 'problem'])
  })
})

describe('the vault’s bucket', () => {
  const states = (encryption: string | undefined, versioned: boolean, publicBlocked: boolean) =>
    judgeBucket({ zone: HUB, bucket: 'vault' }, { encryption, versioned, publicBlocked }).map(
      ({ state }) => state,
    )

  test('is encrypted with a key, versioned and closed', () => {
    expect(states('aws:kms', true, true)).toEqual(['ok', 'ok', 'ok'])
    expect(states('aws:kms:dsse', true, true)).toEqual(['ok', 'ok', 'ok'])
    expect(states('AES256', false, false)).toEqual(['warning', 'problem', 'problem'])
    expect(states(undefined, true, true)).toEqual(['warning', 'ok', 'ok'])
  })

  test('is encrypted again with the key of the deployment', () => {
    const place = { zone: HUB, bucket: 'vault', keyArn: 'arn:key' }
    const [finding] = judgeBucket(place, { encryption: 'AES256', versioned: true, publicBlocked: true })
    expect(finding?.mend).toContain('"KMSMasterKeyID":"arn:key"')
  })

  test('is mended by commands that name it', () => {
    const mends = judgeBucket(
      { zone: HUB, bucket: 'vault' },
      { encryption: 'AES256', versioned: false, publicBlocked: false },
    )
    for (const { mend } of mends) expect(mend).toMatch(/^aws s3api put-[\w-]+ --bucket vault --\S/)
  })
})

describe('permissions', () => {
  const place = { check: 'permissions', zone: ZONE } as const

  test('that are missing are named, with the command that gives them', () => {
    const finding = judgeDenied(place, 'arn:aws:iam::123456789012:role/team/capture', ['lambda:GetPolicy'])
    expect(finding.state).toBe('problem')
    expect(finding.what).toContain('lambda:GetPolicy')
    expect(finding.mend).toContain('aws iam put-role-policy --role-name capture')
    expect(judgeDenied(place, 'arn:aws:iam::123456789012:user/ann', []).state).toBe('ok')
  })

  test.each([
    ['arn:aws:iam::123456789012:root', 'root'],
    ['arn:aws:iam::123456789012:user/ann', 'arn:aws:iam::123456789012:user/ann'],
    [
      'arn:aws-us-gov:sts::123456789012:assumed-role/Admin/ann@example.com',
      'arn:aws-us-gov:iam::123456789012:role/Admin',
    ],
  ])('of %s are those of %s', (principal, source) => {
    expect(policySource(principal)).toBe(source)
  })
})

describe('quotas', () => {
  const GIB = 1024 ** 3
  const limits = (used: number, unreserved = 900) => ({
    codeUsed: used * GIB,
    codeLimit: 75 * GIB,
    concurrencyLimit: 1000,
    unreservedConcurrency: unreserved,
  })
  const states = (zone: string, used: number, unreserved?: number) =>
    judgeQuotas(zone, HUB, limits(used, unreserved)).map(({ state }) => state)

  test('leave room for code everywhere, for executions in the hub', () => {
    expect(states(ZONE, 10)).toEqual(['ok'])
    expect(states(ZONE, 70)).toEqual(['warning'])
    expect(states(ZONE, 10, 0)).toEqual(['ok'])
    expect(states(HUB, 10, 10)).toEqual(['ok', 'warning'])
  })
})

describe('the clock', () => {
  test.each([
    [0, 'ok'],
    [-59, 'ok'],
    [61, 'warning'],
    [-299, 'warning'],
    [301, 'problem'],
  ])('%s seconds off is %s', (skew, expected) => {
    expect(judgeClock(HUB, skew).state).toBe(expected)
  })
})

test.each([
  ['CREATE_COMPLETE', 'ok'],
  ['UPDATE_COMPLETE', 'ok'],
  ['UPDATE_IN_PROGRESS', 'warning'],
  ['UPDATE_ROLLBACK_COMPLETE', 'warning'],
  ['ROLLBACK_COMPLETE', 'problem'],
  ['DELETE_FAILED', 'problem'],
])('a deployment in the state %s is %s', (status, expected) => {
  expect(judgeDeployment({ name: 'holdfast-prod', status, outputs: {}, parameters: {} }, HUB).state).toBe(
    expected,
  )
})

test('what is wrong has a command that mends it, what is well has none', () => {
  const findings = [
    ...judgeBucket(
      { zone: HUB, bucket: 'v' },
      { encryption: 'aws:kms', versioned: true, publicBlocked: true },
    ),
    judgeClock(HUB, 0),
    judgeClock(HUB, 400),
    judgeLostChanges(HUB, 3, 'redrive'),
    judgeLostStarts(HUB, 2, 'start'),
    judgeLostExecutions(HUB, 2, 'redrive'),
    judgeLostLooks(HUB, 2, 'list'),
    judgeLostLogs(HUB, 2, 'list'),
  ]
  for (const { state, mend } of findings) expect(mend === undefined).toBe(state === 'ok')
})

describe('commands that mend a deployment', () => {
  const parameters = { AlertEmail: 'ops@example.com', CreateTrail: 'no', PackageKeyArns: '' }
  const deployed = { ...DEPLOYED, parameters }

  test('give every parameter again, and those that change: one that is left out would be lost', () => {
    expect(deployCommand(deployed, { CreateTrail: 'yes' })).toBe(
      `${DEPLOY} --param="AlertEmail=ops@example.com" --param="CreateTrail=yes"`,
    )
  })

  test('bring back what deploying again leaves as it is, with the parameters that it has', () => {
    const [create, wait, execute] = repairCommand(deployed).split(' && ')
    expect(create).toContain('--deployment-mode REVERT_DRIFT --use-previous-template')
    expect(create).toMatch(
      / --parameters ParameterKey=AlertEmail,UsePreviousValue=true .*PackageKeyArns,UsePreviousValue=true$/,
    )
    for (const step of [create, wait, execute])
      expect(step).toContain(
        '--stack-name holdfast-prod --change-set-name holdfast-repair --region eu-west-1',
      )
  })
})
