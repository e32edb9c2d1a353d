import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '../../model/json.ts'
import type { FunctionContent } from '../../model/manifest.ts'
import { textOf } from '../../model/members.ts'
import { isDynamoStream, mappingIdentity, mappingSettings } from '../mapping-input.ts'
import { qualifierOf } from '../setting.ts'
import type { FunctionPlan } from './function-plan.ts'
import { isStanding } from './standing.ts'

/** Milliseconds of an hour. */
const HOUR = 3_600_000

/**
 * Mappings that a deleted function left behind are polled again the moment that a function of that name is there: they
 * are switched off before.
 */
export async function planHeldMappings(plan: FunctionPlan): Promise<void> {
  if (plan.present !== undefined) return
  const { aliases = [], versions = [] } = plan.wanted
  const qualifiers = [...aliases.map(({ name }) => name), ...versions.map(({ version }) => version)]
  const left = await plan.scope.mappings(plan.item.target.name, qualifiers)
  for (const mapping of left.filter((one) => textOf(one, 'State')?.startsWith('Enabl') === true)) {
    const uuid = textOf(mapping, 'UUID') ?? ''
    const source = textOf(mapping, 'EventSourceArn') ?? 'a source of its own'
    plan.step({
      action: 'hold-mapping',
      resource: uuid,
      what: `Switch off the event source mapping ${uuid} of ${source}`,
      why: 'It was left behind, and would wake the function before it is verified.',
      risk: 'low',
      undo: { can: true, how: 'It is switched on again.' },
      input: { uuid },
    })
    if (!plan.has('triggers') || !isOfPoint(plan, mapping)) {
      plan.remark(
        `The event source mapping ${uuid} of ${source} stays switched off: the restore does not include it.`,
      )
    }
  }
}

/** Event source mappings: made or taken again switched off, and switched on after verification. */
export function planMappings(plan: FunctionPlan, standing: FunctionContent | undefined): void {
  if (!plan.has('triggers')) return
  for (const mapping of plan.wanted.eventSourceMappings ?? []) {
    const now = standing?.eventSourceMappings?.find(
      (one) => mappingIdentity(one) === mappingIdentity(mapping),
    )
    if (now !== undefined && isSame(now, mapping)) continue
    const qualifier = qualifierOf(textOf(mapping, 'FunctionArn') ?? '')
    const uuid = textOf(mapping, 'UUID') ?? ''
    if (qualifier !== undefined && !isStanding(plan, qualifier)) {
      plan.lose(
        `eventSourceMappings/${uuid}`,
        `Its mapping ${uuid} does not come back, for ${qualifier} does not.`,
      )
    } else {
      planMapping(plan, mapping, uuid)
    }
  }
}

function planMapping(plan: FunctionPlan, mapping: JsonObject, uuid: string): void {
  const { start } = plan.request
  const source = textOf(mapping, 'EventSourceArn') ?? 'a source of its own'
  plan.step({
    action: 'put-mapping',
    resource: source,
    what: `Have ${source} polled again, switched off`,
    why: 'It woke the function when the point was taken.',
    undo: { can: true, how: 'A mapping that the restore made is deleted; one that was there goes back.' },
    input: { uuid, mapping, start, takenAt: plan.item.takenAt },
  })
  if (mapping['StartingPosition'] !== undefined) tellOfStart(plan, mapping, source)
  if (textOf(mapping, 'State') !== 'Enabled') return
  plan.step({
    action: 'enable-mapping',
    phase: 'enable',
    resource: source,
    what: `Switch on the event source mapping of ${source}`,
    why: 'It was on when the point was taken.',
    risk: 'low',
    undo: { can: true, how: 'It is switched off.' },
    input: { uuid },
  })
}

function tellOfStart(plan: FunctionPlan, mapping: JsonObject, source: string): void {
  const { start } = plan.request
  plan.lose(
    `eventSourceMappings/${textOf(mapping, 'UUID')}/position`,
    `How far ${source} was read is not known: a new mapping begins at ${start}, and records are skipped or come twice.`,
  )
  if (start !== 'at-capture') return
  if (isDynamoStream(mapping))
    plan.remark(`${source} cannot begin at a time: it begins with the oldest record that it holds.`)
  const holds = plan.source.sources?.find(({ arn }) => arn === source)?.retentionHours
  const age = plan.ports.clock.now().getTime() - Date.parse(plan.item.takenAt)
  if (holds !== undefined && age > holds * HOUR) {
    plan.remark(
      `${source} holds records for ${holds} hours, and the point is older: what is in between is lost.`,
    )
  }
}

function isOfPoint(plan: FunctionPlan, mapping: JsonObject): boolean {
  const identity = mappingIdentity(mapping)
  return (plan.wanted.eventSourceMappings ?? []).some((one) => mappingIdentity(one) === identity)
}

function isSame(a: JsonObject, b: JsonObject): boolean {
  return a['State'] === b['State'] && isDeepStrictEqual(mappingSettings(a), mappingSettings(b))
}
