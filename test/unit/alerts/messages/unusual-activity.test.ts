import { describe, expect, test } from '@jest/globals'
import { unusualActivity } from '../../../../shared/alerts/messages/unusual-activity.ts'
import type { Sighting } from '../../../../shared/model/activity.ts'
import { DetectorName } from '../../../../shared/model/activity.ts'
import { Alert } from '../../../../shared/model/alert.ts'

const SIGHTING: Sighting = {
  detector: 'deletions',
  subject: 'arn:aws:iam::123456789012:user/ann',
  actor: 'arn:aws:iam::123456789012:user/ann',
  count: 12,
  names: Array.from({ length: 10 }, (_, n) => `eu-west-1/f${n}`),
  events: ['DeleteFunction'],
  zone: 'eu-west-1',
  firstAt: '2026-11-21T10:00:00Z',
  lastAt: '2026-11-21T10:11:00Z',
}

const PLACE = {
  account: '123456789012',
  vaultUrl: 's3://vault',
  stack: 'holdfast-prod',
  hub: 'eu-west-1',
  at: new Date('2026-11-21T10:15:00Z'),
}

describe('unusual activity', () => {
  test('is told with who, when, what and the next command', () => {
    expect(unusualActivity(SIGHTING, 'begun', PLACE)).toEqual({
      kind: 'unusual-activity',
      key: 'unusual-activity:123456789012:deletions:arn:aws:iam::123456789012:user/ann',
      state: 'begun',
      severity: 'critical',
      subject: 'Holdfast: unusual in 123456789012: 12 functions deleted within an hour',
      text: [
        '12 functions deleted within an hour.',
        'By arn:aws:iam::123456789012:user/ann, from 2026-11-21 10:00:00Z to 2026-11-21 10:11:00Z.',
        'Concerned: eu-west-1/f0, eu-west-1/f1, eu-west-1/f2, eu-west-1/f3, eu-west-1/f4, eu-west-1/f5, eu-west-1/f6, eu-west-1/f7, eu-west-1/f8, eu-west-1/f9 and 2 more.',
        'If nobody meant it, take the rights from whoever does it, then restore what is missing.',
        'Next: holdfast activity --since 1d --by principal --vault s3://vault',
        'Next: holdfast list --deleted --vault s3://vault',
      ].join('\n'),
      facts: [
        { name: 'Detector', value: 'deletions' },
        { name: 'By', value: 'arn:aws:iam::123456789012:user/ann' },
        { name: 'First', value: '2026-11-21 10:00:00Z' },
        { name: 'Last', value: '2026-11-21 10:11:00Z' },
        { name: 'Calls', value: 'DeleteFunction' },
        { name: 'Concerned', value: '12' },
      ],
      next: [
        'holdfast activity --since 1d --by principal --vault s3://vault',
        'holdfast list --deleted --vault s3://vault',
      ],
      at: '2026-11-21T10:15:00.000Z',
      account: '123456789012',
      zone: 'eu-west-1',
      attributes: { detector: 'deletions', count: 12 },
    })
  })

  test('has the same key when it is over, and is good news then', () => {
    const begun = unusualActivity(SIGHTING, 'begun', PLACE)
    const ended = unusualActivity(SIGHTING, 'ended', PLACE)
    expect(ended).toMatchObject({ key: begun.key, state: 'ended', severity: 'info' })
    expect(ended.text).toContain('It has been quiet since 2026-11-21 10:11:00Z')
  })

  test.each(DetectorName.options)('of %s is an alert, whatever its names hold', (detector) => {
    const odd = {
      ...SIGHTING,
      detector,
      subject: 'ö\n\u001b[31m',
      actor: 'a\nb',
      names: ["eu-west-1/x'; rm\n"],
    }
    for (const state of ['begun', 'ended'] as const) {
      const alert = unusualActivity(odd, state, PLACE)
      expect(Alert.safeParse(alert).error).toBeUndefined()
      expect(alert.next.join('')).not.toContain('\n')
    }
  })

  test('tells each kind by its own subject', () => {
    const subjects = DetectorName.options.map(
      (detector) => unusualActivity({ ...SIGHTING, detector }, 'begun', PLACE).subject,
    )
    expect(subjects).toEqual([
      'Holdfast: unusual in 123456789012: 12 functions deleted within an hour',
      'Holdfast: unusual in 123456789012: code of 12 functions changed within an hour',
      'Holdfast: unusual in 123456789012: 12 functions changed by a principal that never did before',
      'Holdfast: unusual in 123456789012: everybody may invoke arn:aws:iam::123456789012:user/ann',
      'Holdfast: unusual in 123456789012: DeleteFunction on the vault or its key',
      'Holdfast: unusual in 123456789012: DeleteFunction on a trail of CloudTrail',
    ])
  })

  test('names the plan whose own limit was passed', () => {
    const one = { ...SIGHTING, subject: `${SIGHTING.subject}, plan critical`, plan: 'critical', count: 5 }
    const alert = unusualActivity(one, 'begun', PLACE)
    expect(alert.subject).toBe(
      'Holdfast: unusual in 123456789012: 5 functions of plan critical deleted within an hour',
    )
    expect(alert.key).not.toBe(unusualActivity(SIGHTING, 'begun', PLACE).key)
    expect(alert.facts).toContainEqual({ name: 'Plan', value: 'critical' })
  })
})

describe('what a run found without a call', () => {
  const { actor: _, ...nobody } = SIGHTING
  const found = { ...nobody, subject: 'unknown', events: [], firstAt: SIGHTING.lastAt }

  test('is told as found, with nobody for who did it, and with how to see why the call did not arrive', () => {
    const alert = unusualActivity(found, 'begun', PLACE)
    expect(alert.subject).toBe('Holdfast: unusual in 123456789012: 12 functions gone, found by a run')
    expect(alert.text.split('\n').slice(0, 4)).toEqual([
      '12 functions gone, found by a run.',
      'Found at 2026-11-21 10:11:00Z; no record of a call says who did it, or when.',
      expect.stringContaining('Concerned: eu-west-1/f0'),
      'The call did not arrive: a trail or a rule may be missing, doctor says how it stands.',
    ])
    expect(alert.next).toContain('holdfast doctor --stack holdfast-prod --hub eu-west-1')
  })

  test('is told so of a function that was opened, too, and its end does not claim that it was closed', () => {
    const opened = { ...found, detector: 'open-policy' as const, subject: 'eu-west-1/orders', count: 1 }
    const alert = unusualActivity({ ...opened, names: ['eu-west-1/orders'] }, 'begun', PLACE)
    expect(alert.subject).toBe('Holdfast: unusual in 123456789012: everybody may invoke eu-west-1/orders')
    expect(alert.text).toContain('no record of a call says who did it')
    const ended = unusualActivity(opened, 'ended', PLACE)
    expect(ended.text).toContain('Whether it stands open still, the audit says.')
    expect(ended.next).toEqual([
      'holdfast audit --control open-policies --plans holdfast.yml --vault s3://vault --stack holdfast-prod --hub eu-west-1',
    ])
  })
})
