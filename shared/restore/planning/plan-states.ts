import { isDeepStrictEqual } from 'node:util'
import { updateInput } from '../configuration-input.ts'
import type { FunctionContent } from '../../model/manifest.ts'
import { textOf } from '../../model/members.ts'
import type { FunctionState } from '../pick-version.ts'
import { LATEST, pickVersion } from '../pick-version.ts'
import { neededVersions } from './needed-versions.ts'
import type { FunctionPlan } from './function-plan.ts'

/**
 * Code, configuration and versions. A version is what `$LATEST` was when it was published: so `$LATEST` goes through
 * the states of the versions in their order, and ends as the point has it.
 */
export function planStates(plan: FunctionPlan): void {
  const versions = versionsToPublish(plan)
  const latest = { version: LATEST, state: pickVersion(plan.wanted, LATEST) }
  const [first = latest] = versions
  if (plan.present === undefined) createFrom(plan, first)
  let now = plan.present === undefined ? first.state : pickVersion(plan.present, LATEST)
  for (const { version, state } of versions) {
    bringTo(plan, { version, state, now, parts: ['code', 'configuration'] })
    publish(plan, version)
    now = state
  }
  const parts = (['code', 'configuration'] as const).filter(
    (part) => plan.present === undefined || plan.has(part),
  )
  bringTo(plan, { ...latest, now, parts })
}

interface NamedState {
  readonly version: string
  readonly state: FunctionState
}

/** Versions that have to be published again, in their order. */
function versionsToPublish(plan: FunctionPlan): readonly NamedState[] {
  if (plan.wanted.versions === undefined) return []
  const needed = neededVersions(plan.wanted)
  const asked = plan.wanted.versions.filter(({ version }) => {
    if (plan.present !== undefined) return plan.item.versions[version] === undefined && needed.has(version)
    return plan.has('versions')
  })
  tellOfOthers(plan, new Set(asked.map(({ version }) => version)))
  const whole = asked.filter(({ code }) => code !== undefined)
  for (const { version } of asked.filter(({ code }) => code === undefined)) {
    plan.lose(
      `versions/${version}`,
      `Version ${version} cannot be published again: the point does not have its code.`,
    )
  }
  if (plan.present !== undefined && whole.length > 0)
    refuseHalf(
      plan,
      whole.map(({ version }) => version),
    )
  return whole.map(({ version }) => ({ version, state: pickVersion(plan.wanted, version) }))
}

/** What becomes of the versions that are not published. */
function tellOfOthers(plan: FunctionPlan, asked: ReadonlySet<string>): void {
  for (const { version } of plan.wanted.versions ?? []) {
    if (asked.has(version) || plan.item.versions[version] !== undefined) continue
    const reason = plan.present === undefined ? 'versions are left out' : 'nothing of the point needs it'
    plan.lose(`versions/${version}`, `Version ${version} is not published again, for ${reason}.`)
  }
}

function refuseHalf(plan: FunctionPlan, versions: readonly string[]): void {
  if (plan.has('code') && plan.has('configuration')) return
  plan.problem(
    'invalid',
    `Version ${versions.join(', ')} is gone and has to be published again, for which $LATEST must take its code and configuration.`,
    'Restore the parts code and configuration too, or leave out what needs the version.',
  )
}

function createFrom(plan: FunctionPlan, { version }: NamedState): void {
  plan.step({
    action: 'create-function',
    what: `Create the function ${plan.item.target.name} in ${plan.item.target.zone} ${described(version)}`,
    why: 'It is not there.',
    undo: { can: true, how: 'The function is deleted.' },
    input: { point: plan.item.point, version },
  })
}

function bringTo(
  plan: FunctionPlan,
  {
    version,
    state,
    now,
    parts,
  }: NamedState & { now: FunctionState; parts: readonly ('code' | 'configuration')[] },
): void {
  const risk = plan.present === undefined ? 'none' : 'high'
  const input = { point: plan.item.point, version }
  const why =
    version === LATEST
      ? 'The point has it so.'
      : `Version ${version} is published from it; a version never changes.`
  if (parts.includes('code') && !hasSameCode(state, now)) {
    plan.step({
      action: 'update-code',
      what: `Give $LATEST its code ${described(version)}`,
      why,
      risk,
      input,
    })
  }
  if (parts.includes('configuration') && !hasSameConfiguration(state, now)) {
    const what = `Give $LATEST its configuration ${described(version)}`
    plan.step({ action: 'update-configuration', what, why, risk, input })
  }
}

function publish(plan: FunctionPlan, version: string): void {
  plan.step({
    action: 'publish-version',
    resource: plan.arn(version),
    what: `Publish what was version ${version}`,
    why: 'The point has this version; Lambda gives it a new number, and everything that names it follows.',
    input: { version },
  })
}

function described(version: string): string {
  return version === LATEST ? 'as the point has it' : `as version ${version} has it`
}

/** Architectures are given with the code. */
function hasSameCode(a: FunctionState, b: FunctionState): boolean {
  const same = (member: string) => isDeepStrictEqual(a.configuration[member], b.configuration[member])
  const digest = (state: FunctionState) => textOf(state.configuration, 'CodeSha256')
  return digest(a) === digest(b) && same('Architectures') && a.code?.type === b.code?.type
}

function hasSameConfiguration(a: FunctionState, b: FunctionState): boolean {
  return isDeepStrictEqual(updateInput(a.configuration, ''), updateInput(b.configuration, ''))
}

/** Whether two states are the same to whoever invokes them. */
export function isSameState(a: FunctionState, b: FunctionState): boolean {
  return hasSameCode(a, b) && hasSameConfiguration(a, b)
}

/** The number that each version of the point has at a target that has it still: the same one, or another of the same content. */
export function standingVersions(wanted: FunctionContent, present: FunctionContent): Record<string, string> {
  const standing = (wanted.versions ?? []).flatMap(({ version }) => {
    const state = pickVersion(wanted, version)
    const others = (present.versions ?? []).toSorted(
      (a, b) => Number(b.version === version) - Number(a.version === version),
    )
    const found = others.find((one) => isSameState(state, pickVersion(present, one.version)))
    return found === undefined ? [] : [[version, found.version] as const]
  })
  return Object.fromEntries(standing)
}
