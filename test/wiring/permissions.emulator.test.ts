import { beforeAll, describe, expect, test } from '@jest/globals'
import { FACTS_KINDS } from '../../shared/triggers/find-facts.ts'
import { TRIGGER_KINDS } from '../../shared/triggers/find-kinds.ts'
import { untilDone } from '../../local/deploy/stack.ts'
import { STAGE } from '../../local/package.ts'
import { openFlow } from '../flows/flow.ts'
import { deployedWith, standing } from './deployed-with.ts'
import { driveEverything } from './drive/drive.ts'
import { keysOf } from './encryption.ts'
import { explain } from './explain.ts'
import type { Grant } from './grants.ts'
import { grantsOf, rolesOfFunctions } from './grants.ts'
import type { Judgement } from './judge.ts'
import { judge } from './judge.ts'
import type { Need } from './needs.ts'
import { callerOf, needsOf } from './needs.ts'
import { neverUsed, rareAllTheSame, usesOf } from './ordinary-uses.ts'
import type { Template } from './packaged-template.ts'
import { packagedTemplate } from './packaged-template.ts'
import { isUnderstood } from './call-resource.ts'
import type { Reason } from './explain.ts'
import { REASONS } from './reasons.ts'
import { reasonsOfKinds } from './reasons-of-kinds.ts'
import { namesOf } from './stack-names.ts'

// Runs after all other tests (test/last-tests.mjs): what their flows did counts.
const NAME = `holdfast-${STAGE}`
const flow = openFlow()

let grants: readonly Grant[]
let callers: ReadonlySet<string | undefined>
let judgement: Judgement
let reasons: readonly Reason[]
let roles: ReadonlyMap<string, string>
let used: ReadonlySet<string>
let usedOnQuietDay: ReadonlySet<string>

beforeAll(async () => {
  const { resources, outputs } = await untilDone(flow.clients, NAME)
  const account = process.env['AWS_ACCESS_KEY_ID'] ?? ''
  const stack = { name: NAME, account, region: process.env['AWS_REGION'] ?? '', resources, outputs }
  const quiet = await driveEverything(flow, stack)
  const { calls, dropped } = await flow.gateway.calls()
  expect(dropped).toBe(0)
  const template = deployed(await packagedTemplate())
  const resolve = namesOf(template, stack)
  grants = grantsOf(template, resolve)
  callers = new Set(calls.map(callerOf))
  const keys = keysOf(template, resolve)
  const needs = await needsOf(calls, keys)
  judgement = judge(needs, grants)
  roles = rolesOfFunctions(template)
  used = usesOf(needs, roles)
  const ofQuietDay = calls.filter(({ at }) => at >= quiet.from && at <= quiet.to)
  usedOnQuietDay = usesOf(await needsOf(ofQuietDay, keys), roles)
  reasons = [...REASONS, ...reasonsOfKinds({ kinds: TRIGGER_KINDS, facts: FACTS_KINDS, grants, calls })]
}, 180_000)

/** What the stack has by default: no resource whose condition does not hold, such as everything that restores. */
function deployed(template: Template): Template {
  return standing(template, deployedWith(template, {}))
}

const needText = ({ function: name, action, resource }: Need) => `${name} needs ${action} on ${resource}`

describe('the role of each function', () => {
  test('is judged by calls that the function made', () => {
    const functions = new Set(grants.map((grant) => grant.function))
    expect([...functions].filter((name) => !callers.has(name))).toEqual([])
    expect([...callers].filter((name) => name !== undefined && !functions.has(name))).toEqual([])
  })

  test('allows every call that it made', () => {
    expect(judgement.refused.map(needText)).toEqual([])
  })

  test('allows nothing else without a written reason', () => {
    expect(explain(judgement, reasons).unexplained).toEqual([])
  })

  test('has no reason written down for what is used, or not allowed any more', () => {
    expect(explain(judgement, reasons).stale).toEqual([])
  })

  test('is judged by the resource too, of services whose records are understood', () => {
    const understood = judgement.byActionOnly.filter(({ action }) => isUnderstood(action.split(':')[0] ?? ''))
    const unseen = understood.map(({ function: name, action }) => `${name} ${action}`)
    expect(new Set(unseen)).toEqual(new Set(['discover-zones iam:PassRole']))
  })

  test('has no condition that these calls leave open, but tags of what exists', () => {
    expect([...judgement.assumed]).toEqual(['aws:ResourceTag/holdfast-hub'])
  })
})

describe('what the audit expects of the role of each function', () => {
  test('is what the function did', () => {
    expect(neverUsed(used, roles)).toEqual([])
  })

  test('is no use on a quiet day of what it calls rare', () => {
    // That the day was seen at all: what each has to do.
    expect([...usedOnQuietDay]).toEqual(
      expect.arrayContaining(['PlanZoneRole lambda', 'ReportAuditRole iam', 'WatchActivityRole s3']),
    )
    // By default people hear of each run; a plan may want fewer, and then the topic is rarely used.
    expect(rareAllTheSame(usedOnQuietDay)).toEqual(['ReportRunRole sns'])
  })
})
