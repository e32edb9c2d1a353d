import { isDeepStrictEqual } from 'node:util'
import type { JsonValue } from '../../model/json.ts'
import type { FunctionContent } from '../../model/manifest.ts'
import { given, textOf } from '../../model/members.ts'
import type { RestorePart, RestorePhase } from '../../model/restore.ts'
import { plainManagement } from '../comparable.ts'
import { qualifierOf } from '../setting.ts'
import { NEW_RECURSION } from '../steps/put-recursion.ts'
import type { FunctionPlan } from './function-plan.ts'
import { isStanding } from './standing.ts'

/** One setting that the point has a value of. */
interface SettingValue {
  readonly part: RestorePart
  readonly action: string
  /** For people: `concurrency of 5`. */
  readonly title: string
  readonly qualifier?: string | undefined
  readonly value: JsonValue
  /** What is there already, under the numbers of the point where they are known. */
  readonly now: JsonValue | undefined
}

const NO_MANAGEMENT = { UpdateRuntimeOn: 'Auto' }

/** What is set beside the configuration; aliases and policies have planners of their own. */
export function planSettings(plan: FunctionPlan, standing: FunctionContent | undefined): void {
  const { wanted } = plan
  const settings = [
    ...concurrencyOf(wanted, standing),
    ...managementOf(wanted, standing),
    ...listed(wanted, standing, 'urls', { part: 'urls', action: 'put-url', title: 'a function URL' }),
    ...listed(wanted, standing, 'eventInvoke', {
      part: 'async-settings',
      action: 'put-async-settings',
      title: 'settings of asynchronous invocation',
    }),
    ...listed(wanted, standing, 'provisionedConcurrency', {
      part: 'concurrency',
      action: 'put-provisioned-concurrency',
      title: 'provisioned concurrency',
    }),
  ]
  for (const setting of settings) planSetting(plan, setting)
}

function planSetting(plan: FunctionPlan, { part, action, title, qualifier, value, now }: SettingValue): void {
  if (!plan.has(part) || isDeepStrictEqual(value, now)) return
  if (qualifier !== undefined && !isStanding(plan, qualifier)) {
    plan.lose(part, `${title} of ${qualifier} does not come back, for ${qualifier} does not.`)
    return
  }
  const of = qualifier === undefined ? plan.item.target.name : `${plan.item.target.name}:${qualifier}`
  plan.step({
    action,
    phase: phaseOf(plan, qualifier),
    resource: plan.arn(qualifier),
    what: value === null ? `Remove ${title} of ${of}` : `Give ${of} ${title}`,
    why: 'The point has it so.',
    risk: plan.present === undefined ? 'none' : 'low',
    input: { value, ...given({ qualifier }) },
  })
}

/** Aliases of a function in use move last: what belongs to one comes with it. */
function phaseOf(plan: FunctionPlan, qualifier: string | undefined): RestorePhase {
  return plan.present !== undefined && qualifier !== undefined ? 'enable' : 'create'
}

function concurrencyOf(
  { reservedConcurrency }: FunctionContent,
  now: FunctionContent | undefined,
): SettingValue[] {
  if (reservedConcurrency === undefined) return []
  const title =
    reservedConcurrency === null ? 'reserved concurrency' : `reserved concurrency of ${reservedConcurrency}`
  const said = { part: 'concurrency', action: 'put-reserved-concurrency', title } as const
  return [{ ...said, value: reservedConcurrency, now: now === undefined ? null : now.reservedConcurrency }]
}

/** Settings of which every function has one; those that a new function has by itself need no step. */
function managementOf(wanted: FunctionContent, now: FunctionContent | undefined): SettingValue[] {
  const states = [wanted, ...(wanted.versions ?? [])]
  return states.flatMap((state): SettingValue[] => {
    const qualifier = 'version' in state ? state.version : undefined
    const other = qualifier === undefined ? now : now?.versions?.find(({ version }) => version === qualifier)
    const runtime = plainManagement(state.runtimeManagement)
    // A version that is published has what a new function has.
    const was = other === undefined ? NO_MANAGEMENT : plainManagement(other.runtimeManagement)
    return [
      ...(runtime === undefined
        ? []
        : [
            valueOf('runtime-management', 'put-runtime-management', 'runtime management', {
              qualifier,
              value: runtime,
              now: was,
            }),
          ]),
      ...(!state.scaling
        ? []
        : [
            valueOf('scaling', 'put-scaling', 'bounds of scaling', {
              qualifier,
              value: state.scaling,
              now: other?.scaling,
            }),
          ]),
      ...('version' in state ? [] : functionOnly(state, now)),
    ]
  })
}

function functionOnly(
  { recursion, codeSigning }: FunctionContent,
  now: FunctionContent | undefined,
): SettingValue[] {
  const signing = codeSigning && textOf(codeSigning, 'CodeSigningConfigArn')
  const signedNow = now?.codeSigning && textOf(now.codeSigning, 'CodeSigningConfigArn')
  return [
    ...(!recursion
      ? []
      : [
          valueOf('recursion', 'put-recursion', 'loop detection', {
            value: recursion,
            now: now === undefined ? NEW_RECURSION : now.recursion,
          }),
        ]),
    ...(codeSigning === undefined || (signing ?? null) === (signedNow ?? null)
      ? []
      : [
          valueOf('code-signing', 'put-code-signing', 'code signing', { value: codeSigning, now: undefined }),
        ]),
  ]
}

function valueOf(
  part: RestorePart,
  action: string,
  title: string,
  value: Pick<SettingValue, 'value' | 'now' | 'qualifier'>,
): SettingValue {
  return { part, action, title, ...value }
}

type ListPart = 'urls' | 'eventInvoke' | 'provisionedConcurrency'

/** Members that a URL, whose domain is new each time, and others cannot be told by. */
function listed(
  wanted: FunctionContent,
  now: FunctionContent | undefined,
  member: ListPart,
  said: Pick<SettingValue, 'part' | 'action' | 'title'>,
): SettingValue[] {
  const present = now?.[member] ?? []
  return (wanted[member] ?? []).map((one) => {
    const arn = textOf(one, 'FunctionArn') ?? ''
    const { FunctionUrl: _domain, ...value } = one
    const { FunctionUrl: _other, ...other } = present.find((two) => textOf(two, 'FunctionArn') === arn) ?? {}
    return {
      ...said,
      qualifier: qualifierOf(arn),
      value,
      now: Object.keys(other).length > 0 ? other : undefined,
    }
  })
}
