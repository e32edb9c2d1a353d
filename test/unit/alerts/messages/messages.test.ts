import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { captureFailed, capturedAgain } from '../../../../shared/alerts/messages/capture-failed.ts'
import { digestOf } from '../../../../shared/alerts/messages/digest.ts'
import { functionDeleted } from '../../../../shared/alerts/messages/function-deleted.ts'
import { gapAppeared, gapClosed } from '../../../../shared/alerts/messages/gap.ts'
import { restoreBegun } from '../../../../shared/alerts/messages/restore-begun.ts'
import type { EndedRestore } from '../../../../shared/alerts/messages/restore-ended.ts'
import { restoreEnded } from '../../../../shared/alerts/messages/restore-ended.ts'
import { restoreTestAlerts } from '../../../../shared/alerts/messages/restore-test-failed.ts'
import { restoreWaiting } from '../../../../shared/alerts/messages/restore-waiting.ts'
import { zonesNew, zonesVanished } from '../../../../shared/alerts/messages/zone-changed.ts'
import { Alert } from '../../../../shared/model/alert.ts'
import type { RestorePlan } from '../../../../shared/model/restore.ts'
import type { TestReport } from '../../../../shared/model/restore-test.ts'
import { functionNamed, smallReport } from '../../../fixtures/run-reports.ts'

const ACCOUNT = '123456789012'
const AT = '2026-11-21T10:00:00.000Z'
const VAULT = 's3://backup-vault'
const ORDERS = functionNamed('orders')
const SECRET = 'hunter2'
const ALONE = { number: 1, of: 1 }

const PLAN = {
  request: { restoreId: 'restore-1', principal: `arn:aws:iam::${ACCOUNT}:user/ann` },
  items: [{ target: ORDERS, mode: 'create', takenAt: AT }],
  steps: [
    { id: '00001', what: 'Create the function orders', risk: 'low', input: { secret: SECRET } },
    { id: '00002', what: 'Create the alias live', risk: 'high', input: {} },
  ],
  cannotComeBack: [{}],
  remarks: [],
  problems: [],
} as unknown as RestorePlan

const ENDED: EndedRestore = {
  restoreId: 'restore-1',
  execution: 'arn:aws:states:eu-west-1:123456789012:execution:holdfast-prod-restore:one',
  state: 'restored',
  plan: PLAN,
  outcome: { steps: { planned: 2, done: 2 }, failures: [] } as unknown as EndedRestore['outcome'],
  verification: undefined,
  failure: undefined,
}

const PLACE = { account: ACCOUNT, vaultUrl: VAULT, at: AT }
const COMMANDS = { vaultUrl: VAULT, stack: 'holdfast-prod', hub: 'eu-west-1' }

function tests(states: readonly (readonly [name: string, state: string, error?: string])[]): TestReport {
  return {
    format: 1,
    run: { runId: 'tests-1', startedAt: AT, account: ACCOUNT },
    endedAt: AT,
    state: 'failed',
    tests: states.map(([name, state, error]) => ({
      testId: '20261121T100000Z-00000001',
      resource: functionNamed(name),
      reason: 'asked',
      state,
      ...(error && { error }),
    })),
    zones: [],
  } as TestReport
}

describe('the text of', () => {
  test('a deletion', () => {
    const by = { eventId: 'e1', eventTime: AT, principal: `arn:aws:iam::${ACCOUNT}:user/ann` }
    const alert = functionDeleted({ resource: ORDERS, manifest: 'points/x', at: AT, by }, VAULT)
    expect(alert).toMatchObject({
      kind: 'function-deleted',
      severity: 'warning',
      state: 'once',
      zone: 'eu-west-1',
    })
    expect(alert.subject).toBe('Holdfast: function eu-west-1/orders was deleted by user/ann')
    expect(alert.text).toBe(
      [
        'The function eu-west-1/orders of account 123456789012 was deleted.',
        'By arn:aws:iam::123456789012:user/ann at 2026-11-21 10:00:00Z (event e1).',
        'It serves nobody until it is restored. Its recovery points stay.',
        'Next: holdfast restore orders --zone eu-west-1 --vault s3://backup-vault --dry-run',
        'Next: holdfast restore orders --zone eu-west-1 --vault s3://backup-vault',
      ].join('\n'),
    )
  })

  test('a deletion that no event told of', () => {
    const { subject, text } = functionDeleted({ resource: ORDERS, manifest: 'points/x', at: AT }, VAULT)
    expect(subject).toBe('Holdfast: function eu-west-1/orders was deleted')
    expect(text).toContain(
      'A run found it gone, and no event told of it: CloudTrail may know who deleted it.',
    )
  })

  test('a change that was lost', () => {
    const lost = { account: ACCOUNT, resource: ORDERS, messageId: 'm1', error: 'AccessDeniedError', at: AT }
    expect(captureFailed(lost, COMMANDS)).toMatchObject({
      key: 'capture-failed:123456789012/eu-west-1/function/orders',
      state: 'begun',
      severity: 'warning',
    })
    expect(captureFailed({ ...lost, messageId: 'm2' }, COMMANDS).key).toBe(captureFailed(lost, COMMANDS).key)
    expect(captureFailed(lost, COMMANDS).text).toBe(
      [
        'eu-west-1/orders changed, and could not be captured, or not whole: AccessDeniedError.',
        'Its earlier recovery points stay; there is none of this change until it is captured, at the latest by the next deep run.',
        'The message is in the dead-letter queue.',
        'Next: holdfast dead-letters list --queue changes --stack holdfast-prod --hub eu-west-1',
        'Next: holdfast backup --function orders --zone eu-west-1 --vault s3://backup-vault',
        'Next: holdfast doctor --stack holdfast-prod --hub eu-west-1',
      ].join('\n'),
    )
  })

  test('a change that was lost, and nobody knows of what', () => {
    const lost = {
      account: ACCOUNT,
      resource: undefined,
      messageId: 'm1',
      error: 'MalformedEventError',
      at: AT,
    }
    expect(captureFailed(lost, COMMANDS)).toMatchObject({
      key: 'capture-failed:123456789012/m1',
      state: 'once',
    })
  })

  test('that what was lost is captured again', () => {
    expect(capturedAgain(ORDERS, AT)).toMatchObject({
      kind: 'capture-failed',
      key: 'capture-failed:123456789012/eu-west-1/function/orders',
      state: 'ended',
      severity: 'info',
      subject: 'Holdfast: eu-west-1/orders is captured again',
      text: 'A change of eu-west-1/orders could not be captured before. A later capture succeeded, and saw it.',
    })
  })

  test('a gap, and its end', () => {
    const gap = { resource: ORDERS, part: 'policy', reason: 'access-denied' } as const
    expect(gapAppeared(gap, AT, COMMANDS)).toMatchObject({
      key: 'gap:123456789012/eu-west-1/function/orders/policy',
      severity: 'warning',
      text: [
        'policy of eu-west-1/orders could not be read: access-denied. A restore cannot bring it back.',
        'Next: holdfast show orders --zone eu-west-1 --vault s3://backup-vault',
        'Next: holdfast doctor --stack holdfast-prod --hub eu-west-1',
      ].join('\n'),
    })
    expect(gapAppeared({ ...gap, reason: 'unsupported' }, AT, COMMANDS).severity).toBe('info')
    expect(gapClosed(gap, AT)).toMatchObject({
      key: gapAppeared(gap, AT, COMMANDS).key,
      state: 'ended',
      text: 'policy of eu-west-1/orders is not missing any more.',
    })
  })

  test('zones that are new, and zones that are gone', async () => {
    const report = await smallReport()
    expect(zonesNew(report, COMMANDS).subject).toBe('Holdfast: 1 new zone in 123456789012: ap-south-1')
    expect(zonesVanished(report, COMMANDS)).toMatchObject({
      severity: 'warning',
      subject: 'Holdfast: 1 zone vanished in 123456789012: me-south-1',
    })
  })

  test('a restore that waits', () => {
    const execution = 'arn:aws:states:eu-west-1:123456789012:execution:restore:one'
    const alert = restoreWaiting(PLAN, { ...PLACE, execution })
    expect(alert.subject).toBe('Holdfast: a restore waits until somebody agrees: eu-west-1/orders')
    expect(alert.text.split('\n').slice(0, 2)).toEqual([
      'Restore restore-1 waits until somebody agrees, for a day at most: eu-west-1/orders (created from the point of 2026-11-21 10:00:00Z).',
      '2 steps, 1 of high risk; 1 thing cannot come back, 0 things to look at.',
    ])
    expect(alert.next).toEqual([
      'holdfast restore --resume restore-1 --dry-run --vault s3://backup-vault',
      expect.stringMatching(
        /^aws stepfunctions send-task-success --region eu-west-1 --task-output '\{\}' --task-token "\$\(aws s3 cp s3:/,
      ),
      expect.stringMatching(/^aws stepfunctions send-task-failure --region eu-west-1 --error TurnedDown /),
    ])
  })

  test('a restore that begins', () => {
    expect(restoreBegun(PLAN, PLACE)).toMatchObject({
      severity: 'info',
      subject: 'Holdfast: a restore begins: eu-west-1/orders',
      text: [
        'Restore restore-1 in account 123456789012 begins: eu-west-1/orders (created from the point of 2026-11-21 10:00:00Z).',
        '2 steps. Started by arn:aws:iam::123456789012:user/ann. Nothing to do unless nobody was to start it.',
        'Next: holdfast restore --resume restore-1 --dry-run --vault s3://backup-vault',
      ].join('\n'),
    })
  })

  test('a restore that ended well', () => {
    expect(restoreEnded(ENDED, PLACE)).toMatchObject({
      severity: 'info',
      subject: 'Holdfast: restored and verified: eu-west-1/orders',
      next: ['holdfast restore --undo restore-1 --vault s3://backup-vault'],
      attributes: { restoreId: 'restore-1', restore: 'restored', failed: 0 },
    })
  })

  test('a restore that failed', () => {
    const failure = { error: 'AccessDeniedError', message: SECRET, retryable: false }
    const outcome = { steps: { planned: 2, done: 1 }, failures: [{ step: '00002', failure }] }
    const failed = { ...ENDED, state: 'failed', failure, outcome } as unknown as EndedRestore
    const alert = restoreEnded(failed, PLACE)
    expect(alert.severity).toBe('critical')
    expect(alert.text).toContain(
      'Stopped by AccessDeniedError.\nFailed: Create the alias live: AccessDeniedError.',
    )
    expect(alert.next[0]).toBe('holdfast restore --resume restore-1 --vault s3://backup-vault')
    expect(JSON.stringify(alert)).not.toContain(SECRET)
  })

  test('a restore that is not as the point says names what differs', () => {
    const verification = { items: [{ target: ORDERS, differences: [{ path: 'configuration.Timeout' }] }] }
    const unclean = { ...ENDED, state: 'unclean', verification } as unknown as EndedRestore
    expect(restoreEnded(unclean, PLACE).text).toContain(
      'Different: eu-west-1/orders: configuration.Timeout. It is not live.',
    )
  })

  test('restore tests: each function that fails, and that works again', () => {
    const alerts = restoreTestAlerts(
      tests([
        ['orders', 'differs'],
        ['bills', 'passed'],
        ['stock', 'failed', 'AccessDeniedError'],
      ]),
      VAULT,
    )
    expect(alerts.map(({ state, severity, subject }) => [state, severity, subject])).toEqual([
      ['begun', 'critical', 'Holdfast: restore test of eu-west-1/orders failed (differs)'],
      ['ended', 'info', 'Holdfast: restore test of eu-west-1/bills passed again'],
      ['begun', 'critical', 'Holdfast: restore test of eu-west-1/stock failed (failed, AccessDeniedError)'],
      ['ended', 'info', 'Holdfast: runs of restore tests work again in 123456789012'],
    ])
    expect(alerts[0]!.next).toEqual([
      'holdfast test-restore orders --zone eu-west-1 --vault s3://backup-vault',
    ])
  })

  test('a run of restore tests that failed is told once, and not again for each test that it did not come to', () => {
    const failure = { error: 'States.Timeout', message: SECRET, retryable: true }
    const report = { ...tests([['orders', 'failed', 'TestUnended']]), failure }
    const alerts = restoreTestAlerts(report, VAULT)
    expect(alerts).toHaveLength(1)
    expect(alerts[0]).toMatchObject({ state: 'begun', severity: 'critical' })
    expect(alerts[0]!.text).toContain('The run of restore tests failed: States.Timeout.')
    expect(JSON.stringify(alerts)).not.toContain(SECRET)
  })

  test('a digest is as bad as the worst in it, and of a zone only if all are', () => {
    const [a, b] = [
      gapAppeared({ resource: ORDERS, part: 'policy', reason: 'unsupported' }, AT, COMMANDS),
      gapAppeared(
        { resource: functionNamed('bills', 'us-east-1'), part: 'policy', reason: 'access-denied' },
        AT,
        COMMANDS,
      ),
    ]
    expect(digestOf([a, b], ALONE, COMMANDS)).toMatchObject({
      severity: 'warning',
      subject: 'Holdfast: 2 gaps in 123456789012',
    })
    expect(digestOf([a], ALONE, COMMANDS)).toMatchObject({ severity: 'info', zone: 'eu-west-1' })
  })
})

test('whatever things are called, every alert is one that SNS takes', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(text, text, (name, other) => {
      const resource = { ...ORDERS, name }
      const plan = {
        ...PLAN,
        items: [{ ...PLAN.items[0], target: resource }],
        request: { restoreId: 'r', principal: other },
      }
      const made = [
        functionDeleted(
          { resource, manifest: other, at: AT, by: { eventId: other, eventTime: AT, principal: name } },
          VAULT,
        ),
        captureFailed({ account: ACCOUNT, resource, messageId: other, error: other, at: AT }, COMMANDS),
        capturedAgain(resource, AT),
        gapAppeared({ resource, part: other, reason: 'access-denied' }, AT, COMMANDS),
        gapClosed({ resource, part: other }, AT),
        restoreBegun(plan as unknown as RestorePlan, PLACE),
        ...restoreTestAlerts(tests([[name, 'failed', other]]), VAULT),
      ]
      for (const alert of [...made, digestOf([made[0]!, made[1]!], ALONE, COMMANDS)]) {
        expect(Alert.safeParse(alert).error).toBeUndefined()
        expect(alert.text).toMatch(/^[\x20-\x7e\n]*$/)
        expect(Buffer.byteLength(JSON.stringify(alert))).toBeLessThan(60_000)
      }
    }),
    { numRuns: 30 },
  )
})
