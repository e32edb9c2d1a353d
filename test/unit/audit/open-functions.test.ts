import { beforeEach, describe, expect, test } from '@jest/globals'
import type { AuditFinding } from '../../../shared/model/audit.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import { newWatch } from '../../../shared/activity/watch-state.ts'
import { activityWatchKey } from '../../../shared/vault/activity-layout.ts'
import { failing } from '../../fakes/fake-lambda.ts'
import { AccessDeniedError } from '../../../shared/errors.ts'
import type { FakeRegion } from '../capture/region.ts'
import { fakeRegion } from '../capture/region.ts'
import { plansOf, put, worldOf } from './audit-world.ts'

const ACCOUNT = '123456789012'
const SUBJECT = `${ACCOUNT}/eu-west-1/function/orders`
const OPEN = { Statement: [{ Sid: 'url', Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction' }] }
const CLOSED = { Statement: [{ Sid: 'sns', Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' } }] }

let region: FakeRegion

beforeEach(() => {
  region = fakeRegion()
  region.lambda.create('orders')
})

async function captureWith(policy: JsonObject): Promise<void> {
  region.lambda.get('orders').policies.set('', policy)
  region.clock.advance(60_000)
  await region.capture('orders')
}

/** What the control says of the vault. */
async function judgement(plans?: PlanFile) {
  const world = worldOf(region.store)
  if (plans !== undefined) world.plans = plans
  const { report } = await world.audit()
  return report.controls.find(({ id }) => id === 'open-policies')!
}

const told = ({ subject, toldAs }: AuditFinding) => [subject, toldAs ?? 'by the audit']

describe('A function that everybody may invoke', () => {
  test('and was open when Holdfast came is a finding that the audit tells, with the policy and the point', async () => {
    await captureWith(OPEN)
    const { state, findings } = await judgement()
    expect(state).toBe('failed')
    expect(findings).toEqual([
      {
        subject: SUBJECT,
        what: 'everybody may invoke it: policy',
        points: [expect.stringContaining(`points/${SUBJECT}/`)],
      },
    ])
  })

  test('and was opened since is a finding that was told as unusual activity', async () => {
    await captureWith(CLOSED)
    await captureWith(OPEN)
    expect((await judgement()).findings.map(told)).toEqual([[SUBJECT, 'unusual-activity']])
  })

  test('stays one that was told, by what the watch remembers, when more points follow', async () => {
    await captureWith(CLOSED)
    await captureWith(OPEN)
    region.lambda.update('orders', { Description: 'new' })
    await captureWith(OPEN)
    expect((await judgement()).findings.map(told)).toEqual([[SUBJECT, 'by the audit']])
    const watch = { ...newWatch(ACCOUNT, new Date()), opened: { 'eu-west-1/orders': '2026-01-01T10:00:00Z' } }
    await put(region.store, activityWatchKey(ACCOUNT), Buffer.from(JSON.stringify(watch)))
    expect((await judgement()).findings.map(told)).toEqual([[SUBJECT, 'unusual-activity']])
  })

  test('that came back open after it was deleted was told as well', async () => {
    await captureWith(CLOSED)
    region.lambda.functions.delete('orders')
    await region.capture('orders')
    region.lambda.create('orders')
    await captureWith(OPEN)
    expect((await judgement()).findings.map(told)).toEqual([[SUBJECT, 'unusual-activity']])
  })

  test('on purpose, by the file or by its plan, is named and is no finding', async () => {
    await captureWith(OPEN)
    const schedules = 'schedules: { quick: rate(1 day), deep: rate(7 days) }'
    const byFile = plansOf(
      `version: 1\n${schedules}\nactivity: { publicFunctions: [ord*] }\nplans: { all: {} }\n`,
    )
    const byPlan = plansOf(
      `version: 1\n${schedules}\ndefault: sites\nplans: { sites: { activity: { publicFunctions: ['*'] } } }\n`,
    )
    for (const plans of [byFile, byPlan])
      expect(await judgement(plans)).toMatchObject({
        state: 'passed',
        findings: [],
        notes: [{ subject: SUBJECT, what: 'public on purpose: policy' }],
      })
  })

  test('whose policy could not be read is not known to be closed', async () => {
    region.lambda.before = failing({ GetPolicy: new AccessDeniedError('no') })
    await region.capture('orders')
    expect(await judgement()).toMatchObject({
      state: 'unknown',
      findings: [],
      reason: `Policies of 1 function could not be read, of ${SUBJECT} first.`,
    })
  })
})
