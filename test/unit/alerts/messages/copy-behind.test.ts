import { expect, test } from '@jest/globals'
import type { CopyRound } from '../../../../shared/alerts/messages/copy-behind.ts'
import { copyAlert } from '../../../../shared/alerts/messages/copy-behind.ts'
import { Alert } from '../../../../shared/model/alert.ts'

const round: CopyRound = {
  from: 's3://vault',
  to: 's3://copy',
  lag: 0,
  overdue: 0,
  findings: [],
  failures: 0,
  isByPlan: false,
  isComplete: true,
  at: '2026-11-21T10:00:00.000Z',
  account: '123456789012',
}

test('A copy that lacks something says what, since when, and how to look', () => {
  const findings = ['1', '2', '3', '4', '5', '6'].map((key) => ({
    key: `points/${key}`,
    kind: 'point-missing',
  }))
  const alert = Alert.parse(copyAlert({ ...round, lag: 14_400, overdue: 6, findings, failures: 1 }))
  expect(alert).toMatchObject({
    kind: 'copy-missing',
    key: 'copy-missing:123456789012/s3://copy',
    state: 'begun',
    severity: 'warning',
    subject: 'Holdfast: the copy of the vault lacks 6 objects in 123456789012',
    attributes: { lag: 14_400, overdue: 6 },
  })
  expect(alert.text).toBe(`If s3://vault is lost now, so is what s3://copy lacks.
1 object could not be copied: see the log of copy-points.
6 objects missing for too long, or damaged; 4 h 00 min behind:
point-missing points/1
point-missing points/2
point-missing points/3
point-missing points/4
point-missing points/5
and 1 more
Next: holdfast verify --vault s3://vault --copy s3://copy`)
})

test('What a copy by plan lacks is looked for by its plans', () => {
  expect(copyAlert({ ...round, isByPlan: true, overdue: 1 })?.next).toEqual([
    'holdfast verify --vault s3://vault --copy s3://copy --plans holdfast.yml',
  ])
})

test('A copy that could not be made says why by the name of the error alone', () => {
  const failure = { error: 'AccessDeniedError', message: 'secret', retryable: false }
  const alert = Alert.parse(copyAlert({ ...round, failure, isComplete: false }))
  expect(alert.subject).toBe('Holdfast: copying the vault failed (AccessDeniedError) in 123456789012')
  expect(alert.text).not.toContain('secret')
})

test('A copy that is whole ends it, and one that was looked at in part says nothing', () => {
  expect(Alert.parse(copyAlert(round))).toMatchObject({ state: 'ended', severity: 'info', next: [] })
  expect(copyAlert({ ...round, isComplete: false })).toBeUndefined()
})
