import { readFileSync } from 'node:fs'
import type { JsonObject, JsonValue } from '../../shared/model/json.ts'
import { matchesPattern } from '../unit/zones/match-pattern.ts'
import type { Template } from './packaged-template.ts'
import { ofType } from './packaged-template.ts'
import type { Happening } from './raised-alarms.ts'
import { sentToDeadLetters } from './reaching-people.ts'

const FIXTURE = new URL('../fixtures/step-functions/execution-ended.json', import.meta.url)
const RECORDED = JSON.parse(readFileSync(FIXTURE, 'utf8')) as JsonObject & { readonly detail: JsonObject }

/** How an execution of a machine of the template, by its logical id, ends. */
export interface ExecutionEnd {
  readonly machine: string
  readonly status: string
  /** `null` and missing are told apart: Step Functions names no error of what was stopped. */
  readonly error?: string | null | undefined
}

/** What a rule puts into a queue. */
export interface RuleLetter {
  readonly rule: string
  readonly queue: string
  readonly body: string
}

/** The ARN that stands here for a resource of the template. */
export function machineArn(id: string): string {
  return `arn:aws:states:eu-west-1:123456789012:stateMachine:${id}`
}

/** The event by which Step Functions tells EventBridge of an end. */
export function endEvent({ machine, status, error }: ExecutionEnd): JsonObject {
  const { error: _, ...detail } = RECORDED.detail
  const own = { stateMachineArn: machineArn(machine), status, ...(error !== undefined && { error }) }
  return { ...RECORDED, detail: { ...detail, ...own } }
}

/** What the rules of a template put into queues of it when an execution ends, every option of a deployment being on. */
export function lettersOf(template: Template, end: ExecutionEnd): readonly RuleLetter[] {
  const event = endEvent(end)
  return ofType(template, 'AWS::Events::Rule').flatMap(([rule, { Properties }]) => {
    const { EventPattern, EventBusName, Targets } = Properties as unknown as Rule
    if (EventBusName !== undefined || !matchesPattern(resolved(EventPattern) as JsonObject, event)) return []
    return Targets.map((target) => ({
      rule,
      queue: target.Arn['Fn::GetAtt'][0],
      body: transformed(target, event),
    }))
  })
}

/** What CloudWatch counts of letters. */
export function executionEnds(letters: readonly RuleLetter[]): readonly Happening[] {
  return letters.flatMap(({ rule, queue }) => [
    { namespace: 'AWS/Events', metric: 'Invocations', of: rule },
    ...sentToDeadLetters(queue),
  ])
}

interface Rule {
  readonly EventPattern: JsonValue
  readonly EventBusName?: unknown
  readonly Targets: readonly Target[]
}

interface Target {
  readonly Arn: { readonly 'Fn::GetAtt': readonly [string, string] }
  readonly InputTransformer?: {
    readonly InputPathsMap: Readonly<Record<string, string>>
    readonly InputTemplate: string
  }
}

/** A part of the template as CloudFormation hands it over, with every condition true. */
function resolved(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) return value.map(resolved).filter((one) => one !== undefined)
  if (typeof value !== 'object' || value === null) return value
  const { Ref, 'Fn::If': choice } = value as JsonObject
  if (typeof Ref === 'string') return Ref === 'AWS::NoValue' ? undefined : machineArn(Ref)
  if (Array.isArray(choice)) return resolved(choice[1] ?? null)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolved(one) ?? null]))
}

/** What EventBridge makes of an event for a target: what a path does not find, or finds null, leaves nothing. */
function transformed({ InputTransformer }: Target, event: JsonObject): string {
  if (InputTransformer === undefined) return JSON.stringify(event)
  const { InputPathsMap, InputTemplate } = InputTransformer
  return InputTemplate.replaceAll(/<(\w+)>/g, (_, name: string) => textAt(event, InputPathsMap[name] ?? ''))
}

function textAt(event: JsonObject, path: string): string {
  const steps = path.split('.').slice(1)
  const found = steps.reduce<JsonValue>((value, step) => (value as JsonObject)?.[step] ?? null, event)
  return found === null ? '' : JSON.stringify(found).replaceAll('"', '')
}
