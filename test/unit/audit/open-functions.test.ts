import { beforeEach, describe, expect, test } from '@jest/globals'
import type { AuditFinding } from '../../../shared/model/audit.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import { LOOK_BACK_MS } from '../../../shared/model/watch-state.ts'
import { newWatch } from '../../../shared/activity/watch-state.ts'
import { activityWatchKey } from '../../../shared/vault/activity-layout.ts'
import { failing } from '../../fakes/fake-lambda.ts'
import { AccessDeniedError } from '../../../shared/errors.ts'
import type { FakeRegion } from '../capture/region.ts'
import { fakeRegion } from '../capture/region.ts'
import { NOW, plansOf, put, worldOf } from './audit-world.ts'

const ACCOUNT = '123456789012'
const SUBJECT = `${ACCOUNT}/eu-west-1/function/orders`
const OPEN = { Statement: [{ Sid: 'url', Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction' }] }
const CLOSED = { Statement: [{ Sid: 'sns', Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' } }] }

let region: FakeRegion

beforeEach(() => {
  region = fakeRegion()
  // An audit takes place half an hour after the first capture.
  region.clock.advance(Date.parse(NOW) - region.clock.now().getTime() - 1_800_000)
  region.lambda.create('orders')
})

async function captureWith(policy: JsonObject): Promise<void> {
  region.lambda.get('orders').policies.set('', policy)
  region.clock.advance(60_000)
  await region.capture('orders')
}

/** What the control says of the vault, so many milliseconds later. */
async function judgement(plans?: PlanFile, later = 0) {
  const world = worldOf(region.store)
  world.clock.advance(later)
  if (plans !== undefined) world.plans = plans
  const { report } = await world.audit()
  return report.controls.find(({ id }) => id === 'open-policies')!
}

/** The watch remembers that it told of it. */
async function remember(at = NOW): Promise<void> {
  const watch = { ...newWatch(ACCOUNT, new Date(NOW)), opened: { 'eu-west-1/orders': at } }
  await put(region.store, activityWatchKey(ACCOUNT), Buffer.from(JSON.stringify(watch)))
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

  test('and was opened since is one that the audit tells when the watch has not told of it in time', async () => {
    await captureWith(CLOSED)
    await captureWith(OPEN)
    const tellers = async (later: number) => (await judgement(undefined, later)).findings.map(told)
    expect(await tellers(LOOK_BACK_MS - 1_800_000)).toEqual([[SUBJECT, 'unusual-activity']])
    expect(await tellers(LOOK_BACK_MS)).toEqual([[SUBJECT, 'by the audit']])
    await remember()
    expect(await tellers(LOOK_BACK_MS)).toEqual([[SUBJECT, 'unusual-activity']])
  })

  test('and was opened again is one that the audit tells, for the watch told of an opening of long ago', async () => {
    await captureWith(CLOSED)
    await captureWith(OPEN)
    await remember('2025-06-01T00:00:00.000Z')
    const { findings } = await judgement(undefined, LOOK_BACK_MS)
    expect(findings.map(told)).toEqual([[SUBJECT, 'by the audit']])
  })

  test('stays one that was told, by what the watch remembers, when more points follow', async () => {
    await captureWith(CLOSED)
    await captureWith(OPEN)
    region.lambda.update('orders', { Description: 'new' })
    await captureWith(OPEN)
    expect((await judgement()).findings.map(told)).toEqual([[SUBJECT, 'by the audit']])
    await remember()
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
