import { expect, test } from '@jest/globals'
import { retentionAlert } from '../../../../shared/alerts/messages/retention-ended.ts'
import { Alert } from '../../../../shared/model/alert.ts'
import type { RetentionReport } from '../../../../shared/model/retention-run.ts'

const report: RetentionReport = {
  format: 1,
  run: { runId: 'run-1', startedAt: '2026-11-21T06:00:00.000Z', account: '123456789012' },
  endedAt: '2026-11-21T06:10:00.000Z',
  state: 'succeeded',
  plans: [
    { plan: 'standard', resources: 2, kept: 20, expires: 3 },
    { plan: null, resources: 1, kept: 7, expires: 0 },
  ],
  kept: 27,
  expired: 3,
  spared: 0,
  purged: 1,
  sweep: { state: 'swept', deleted: 1, bytesFreed: 2_000_000, marked: 0, bytesMarked: 0 },
}

test('retention that failed says what stays too long, by plan, and never what an error quoted', () => {
  const failure = { error: 'AccessDeniedError', message: 'secret', retryable: false }
  const alert = Alert.parse(retentionAlert({ ...report, state: 'failed', failure }, 's3://vault'))
  expect(alert).toMatchObject({
    kind: 'retention-ended',
    key: 'retention-ended:123456789012',
    state: 'begun',
    severity: 'warning',
    subject: 'Holdfast: retention failed (AccessDeniedError) in 123456789012',
    attributes: { runId: 'run-1', expired: 3 },
  })
  expect(alert.text)
    .toBe(`A run of retention failed (AccessDeniedError). Nothing is lost: points and bytes stay longer than their plans say.
3 points expired, 27 kept; 1.9 MiB freed.
Plan standard: 2 resources, 3 points to expire.
Without a plan: 1 resource, 0 points to expire.
The next run tries again. The report has the words of the error; the log of the step has more.
Report: s3://vault/retention/2026-11-21/run-1/report.json
Next: aws s3 cp s3://vault/retention/2026-11-21/run-1/report.json -
Next: holdfast prune --dry-run --plans holdfast.yml --vault s3://vault`)
})

test('retention that works ends the alert of one that failed', () => {
  expect(Alert.parse(retentionAlert(report, 's3://vault'))).toMatchObject({
    key: 'retention-ended:123456789012',
    state: 'ended',
    severity: 'info',
    next: [],
  })
})
