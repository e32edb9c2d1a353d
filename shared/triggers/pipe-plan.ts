import * as z from 'zod'
import { parseArn } from '../model/arn.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import { JsonObjectSchema } from '../model/json.ts'
import { mapArns } from '../model/map-arns.ts'
import { objectOf } from '../model/members.ts'
import type { Trigger } from '../model/trigger.ts'
import type { TriggerPlan, TriggerStep, TriggerTarget } from './kind.ts'

/** A pipe as Pipes describes it, less what changes by itself, and less the values that may be secret. */
export const PipeSettings = z.strictObject({
  Name: z.string(),
  Description: z.string().optional(),
  DesiredState: z.enum(['RUNNING', 'STOPPED']).optional(),
  Source: z.string(),
  SourceParameters: JsonObjectSchema.optional(),
  Enrichment: z.string().optional(),
  EnrichmentParameters: JsonObjectSchema.optional(),
  Target: z.string(),
  TargetParameters: JsonObjectSchema.optional(),
  RoleArn: z.string(),
  LogConfiguration: JsonObjectSchema.optional(),
  KmsKeyIdentifier: z.string().optional(),
  Tags: z.record(z.string(), z.string()).optional(),
  /** Names of the parameters whose values may be secret, and are not kept. */
  ValuesLeftOut: z.array(z.string()).optional(),
})
export type PipeSettings = z.infer<typeof PipeSettings>

/** Makes the pipe, stopped; starts it. */
export const PIPE_STEPS = { create: 'pipe/create', start: 'pipe/start' } as const

/** What the steps need. */
export const PipeInput = z.object({ invokes: z.string(), pipe: PipeSettings })

/** Parameters that go to a web API with each call: their values may be keys to it. */
const CALL_PARAMETERS = ['HeaderParameters', 'QueryStringParameters'] as const

/** Parameters of an enrichment or a target, and names of the values that were left out. */
export interface SafeParameters {
  readonly kept: JsonObject
  readonly left: readonly string[]
}

/** Leaves out of parameters the values that may be secret. */
export function safeParameters(parameters: JsonObject): SafeParameters {
  const call = objectOf(parameters, 'HttpParameters')
  const all = CALL_PARAMETERS.flatMap((member) => Object.entries(objectOf(call, member)))
  const left = all.filter(([, value]) => !isFromEvent(value)).map(([name]) => name)
  if (left.length === 0) return { kept: parameters, left }
  const safe = CALL_PARAMETERS.map((member) => {
    const values = Object.entries(objectOf(call, member)).filter(([, value]) => isFromEvent(value))
    return [member, Object.fromEntries(values)] as const
  })
  return { kept: { ...parameters, HttpParameters: { ...call, ...Object.fromEntries(safe) } }, left }
}

/** `$.detail.id`: a path into the event (User Guide, "Dynamic path parameters"). */
function isFromEvent(value: JsonValue): boolean {
  return typeof value === 'string' && value.startsWith('$.')
}

/**
 * The steps that put a pipe back: made without running, which takes nothing from its source; started after the function
 * is verified, unless values are missing in it.
 */
export function planPipe(trigger: Trigger, { invokes, map }: TriggerTarget): TriggerPlan {
  const arn = map(trigger.source)
  const { ValuesLeftOut: left = [], ...pipe } = invoking(PipeSettings.parse(trigger.settings), {
    arn,
    invokes,
    was: trigger.invokes,
    map,
  })
  const why = 'The pipe invoked the function when the point was taken.'
  const step = { resource: arn, why, canUndo: true, input: { invokes, pipe: pipe as JsonObject } }
  const create: TriggerStep = {
    ...step,
    action: PIPE_STEPS.create,
    phase: 'create',
    what: `Create the pipe ${arn}, stopped, if it is not there; one that is there stays as it is`,
    risk: 'low',
  }
  const start: TriggerStep = {
    ...step,
    action: PIPE_STEPS.start,
    phase: 'enable',
    what: `Start the pipe ${arn}: a new one begins at the starting position of its settings`,
    risk: 'high',
  }
  if (left.length > 0) return { steps: [create], byHand: [toComplete(arn, left)] }
  return { steps: pipe.DesiredState === 'STOPPED' ? [create] : [create, start], byHand: [] }
}

function toComplete(arn: string, left: readonly string[]): string {
  return `If ${arn} was made again: set its parameters ${left.join(', ')}, whose values are not kept, and start it.`
}

interface Move extends Pick<TriggerTarget, 'invokes' | 'map'> {
  readonly arn: string
  readonly was: string
}

/** The pipe as it shall be at the target; the function may be what it calls in the middle, or at the end. */
function invoking(settings: PipeSettings, { arn, invokes, was, map }: Move): PipeSettings {
  const { Target, Enrichment } = settings
  const moved = PipeSettings.parse(mapArns(settings as JsonObject, map))
  return {
    ...moved,
    Name: pipeName(arn),
    ...(Target === was ? { Target: invokes } : {}),
    ...(Enrichment === was ? { Enrichment: invokes } : {}),
  }
}

/** Name of the pipe that an ARN names. */
export function pipeName(arn: string): string {
  return parseArn(arn)?.resource.replace(/^pipe\//, '') ?? ''
}
