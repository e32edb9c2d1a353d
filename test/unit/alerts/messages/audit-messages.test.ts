import { describe, expect, test } from '@jest/globals'
import { auditFinding, auditPasses } from '../../../../shared/alerts/messages/audit-finding.ts'
import type { AuditOf, AuditProblem } from '../../../../shared/alerts/messages/audit-problem.ts'
import {
  functionProtected,
  functionUnprotected,
} from '../../../../shared/alerts/messages/function-unprotected.ts'
import { damageFound, damageMended } from '../../../../shared/alerts/messages/integrity.ts'
import { lockMissing, locksWhole } from '../../../../shared/alerts/messages/lock-missing.ts'
import { restoreLost, restoreOver } from '../../../../shared/alerts/messages/restore-lost.ts'
import { Alert } from '../../../../shared/model/alert.ts'

const OF: AuditOf = {
  audit: { auditId: 'audit-1', startedAt: '2026-11-21T06:00:00.000Z' },
  vaultUrl: 's3://vault',
  stack: 'holdfast-prod',
  hub: 'eu-west-1',
  account: '123456789012',
  at: '2026-11-21T06:10:00.000Z',
}
const REPORT = 'Report: s3://vault/audits/2026-11-21/audit-1/report.html'
const POINT = 'points/123456789012/eu-west-1/function/orders/20261120T100000Z-0123456789abcdef.json'
const BLOB = `blobs/sha256/ab/${'ab'.repeat(32)}`

function problem(over: Pick<AuditProblem, 'kind' | 'key' | 'subject' | 'what'> & Partial<AuditProblem>) {
  return over
}

const UNPROTECTED = problem({
  kind: 'function-unprotected',
  key: 'function-unprotected:123456789012/eu-west-1/function/orders',
  subject: '123456789012/eu-west-1/function/orders',
  what: ['no plan is responsible for it.'],
})
const DAMAGE = problem({
  kind: 'integrity',
  key: `integrity:${BLOB}`,
  subject: BLOB,
  what: ['its bytes do not hash to its name'],
  points: [POINT],
})
const LOCKS = problem({
  kind: 'lock-missing',
  key: 'audit:locks',
  subject: 'Object Lock',
  what: [`${POINT}: it is not locked`],
})
const RESTORE = problem({
  kind: 'restore-ended',
  key: 'restore-ended:restore-20261118T100000Z-0123abcd',
  subject: 'restore-20261118T100000Z-0123abcd',
  what: [
    'it was begun, nobody knows how it ended, and what it did stands as it is; 3 of 12 steps done: eu-west-1/orders.',
  ],
})
const FINDING = problem({
  kind: 'audit-finding',
  key: 'audit:roles',
  subject: 'Roles',
  what: ['HashBlobsRole: it was never used'],
})

describe('what an audit tells people', () => {
  test('of a function that is not protected, by its own name', () => {
    const alert = Alert.parse(functionUnprotected(UNPROTECTED, OF))
    expect(alert).toMatchObject({
      severity: 'warning',
      key: `${UNPROTECTED.key}:123456789012`,
      subject: 'Holdfast: orders is not protected as it should be',
      zone: 'eu-west-1',
      attributes: { auditId: 'audit-1' },
    })
    expect(alert.text).toBe(`123456789012/eu-west-1/function/orders is not protected as it should be:
no plan is responsible for it.
What changed since its newest point is lost if it is deleted or changed again. The commands want holdfast.yml at hand.
${REPORT}
Next: holdfast plan explain orders holdfast.yml --zone eu-west-1 --vault s3://vault
Next: holdfast backup --function orders --zone eu-west-1 --vault s3://vault --plans holdfast.yml`)
  })

  test('of damage, with the recovery points that it harms', () => {
    const alert = Alert.parse(damageFound(DAMAGE, OF))
    expect(alert).toMatchObject({
      severity: 'critical',
      subject: 'Holdfast: damage in the vault, 1 recovery point harmed',
    })
    expect(alert.text).toBe(`${BLOB} in s3://vault is damaged:
its bytes do not hash to its name
Harmed: ${POINT}
A restore that needs it fails. An earlier version of the object, or a copy of the vault, may have it whole: put that in its place.
Or take the damaged one away: the next backup puts it again while AWS still has the code. docs/runbook.md has the steps.
${REPORT}
Next: aws s3api list-object-versions --bucket vault --prefix ${BLOB}
Next: holdfast verify --read-data --vault s3://vault`)
  })

  test.each([
    ['latest/123456789012/eu-west-1/function/orders.json', 'the newest point of orders cannot be found'],
    [BLOB, 'damage in the vault'],
  ])('of damage that harms no point that is known: %s', (subject, words) => {
    const { subject: said } = damageFound({ ...DAMAGE, subject, points: [] }, OF)
    expect(said).toBe(`Holdfast: ${words}`)
  })

  test('of a lock that is missing', () => {
    const alert = Alert.parse(lockMissing(LOCKS, OF))
    expect(alert).toMatchObject({
      severity: 'critical',
      subject: 'Holdfast: 1 object of the vault is not locked as plans want',
    })
    expect(alert.text)
      .toBe(`In s3://vault, 1 object of recovery points has no lock, or one that ends before its term:
${POINT}: it is not locked
Until it is locked, whoever may delete from the bucket can delete it.
${REPORT}
Next: holdfast audit --control locks --plans holdfast.yml --vault s3://vault --stack holdfast-prod --hub eu-west-1`)
  })

  test('of any other control that failed', () => {
    const alert = Alert.parse(auditFinding(FINDING, OF))
    expect(alert).toMatchObject({ severity: 'warning', subject: 'Holdfast: audit: Roles, 1 finding' })
    expect(alert.text).toBe(`The audit of s3://vault found, under Roles:
HashBlobsRole: it was never used
${REPORT}
Next: holdfast audit --control roles --plans holdfast.yml --vault s3://vault --stack holdfast-prod --hub eu-west-1`)
  })

  test('of a restore that has no end, with the commands that go on with it and take it back', () => {
    const alert = Alert.parse(restoreLost(RESTORE, OF))
    expect(alert).toMatchObject({
      kind: 'restore-ended',
      severity: 'warning',
      subject: 'Holdfast: nobody knows how restore-20261118T100000Z-0123abcd ended',
      attributes: { auditId: 'audit-1', restoreId: RESTORE.subject, restore: 'lost' },
    })
    expect(alert.text).toBe(`Restore ${RESTORE.subject} in account 123456789012 has no end:
it was begun, nobody knows how it ended, and what it did stands as it is; 3 of 12 steps done: eu-west-1/orders.
Go on with it, or take it back.
${REPORT}
Next: holdfast restore --dry-run --resume ${RESTORE.subject} --vault s3://vault
Next: holdfast restore --resume ${RESTORE.subject} --vault s3://vault
Next: holdfast restore --undo ${RESTORE.subject} --vault s3://vault`)
    expect(Alert.parse(restoreOver(RESTORE, OF))).toMatchObject({
      state: 'ended',
      key: alert.key,
      text: `Restore ${RESTORE.subject} came to its end, was taken back, or is so old that nobody goes on with it.`,
    })
  })

  test('of a restore that was never begun, with what closes it, and not with what carries it out', () => {
    const what = 'it was planned and never begun, and it changed nothing: eu-west-1/orders.'
    const { text } = restoreLost({ ...RESTORE, what: [what], isUntouched: true }, OF)
    expect(text.split('\n').slice(1)).toEqual([
      what,
      'Ask for it anew if it is still wanted; --undo closes this one.',
      REPORT,
      `Next: holdfast restore --dry-run --resume ${RESTORE.subject} --vault s3://vault`,
      `Next: holdfast restore --undo ${RESTORE.subject} --vault s3://vault`,
    ])
  })

  test('counts many things, and names the first five', () => {
    const what = Array.from({ length: 1207 }, (_, index) => `object ${index}`)
    const more = Alert.parse(lockMissing({ ...LOCKS, what, count: 40_000 }, OF))
    expect(more.subject).toBe('Holdfast: 40,000 objects of the vault are not locked as plans want')
    expect(more.text).toContain('and 39,995 more')
    const locks = lockMissing({ ...LOCKS, what }, OF)
    expect(locks.subject).toBe('Holdfast: 1,207 objects of the vault are not locked as plans want')
    expect(locks.text.split('\n').slice(0, 7)).toEqual([
      'In s3://vault, 1,207 objects of recovery points have no lock, or one that ends before its term:',
      ...what.slice(0, 5),
      'and 1,202 more',
    ])
  })

  test.each([
    [functionUnprotected, functionProtected, UNPROTECTED, 'orders'],
    [damageFound, damageMended, DAMAGE, BLOB],
    [lockMissing, locksWhole, LOCKS, 'Object Lock'],
    [auditFinding, auditPasses, FINDING, 'audit: Roles'],
  ])('ends under the key that it began with', (begun, ended, one, name) => {
    const end = Alert.parse(ended(one, OF))
    expect(end).toMatchObject({ state: 'ended', severity: 'info', next: [] })
    expect([end.kind, end.key, end.zone]).toEqual([
      begun(one, OF).kind,
      begun(one, OF).key,
      begun(one, OF).zone,
    ])
    expect(end.text).toBe(`The audit finds nothing wrong any more: ${name}.`)
  })
})
