import type { JsonValue } from '../model/json.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { SourceChange, SourceChanges, TriggerKind } from '../triggers/kind.ts'
import type { TrailEvent } from './trail-event.ts'
import { documentedName, partitionOf } from './trail-event.ts'

/** What kinds say of the calls that change their triggers. */
export type ChangingKind = Pick<TriggerKind, 'changes'>

/** Whom a call on the trigger's side may concern. */
export interface ChangedSources {
  /** Functions that the record names. */
  readonly named: readonly ResourceRef[]
  /** ARNs of sources that the call was about: functions may have had a trigger from them. */
  readonly sources: readonly string[]
}

/**
 * An ARN of a function wherever it stands: alone, with a qualifier, inside of JSON text, or inside of the address that
 * API Gateway invokes. One that ends in a wildcard names no function.
 */
const FUNCTION_ARN = /arn:[\w-]+:lambda:([a-z]{2,}(?:-[a-z0-9]+)+):(\d{12}):function:([\w-]+)(?![\w*?-])/g

/** Whether kinds know calls of this service: `sns.amazonaws.com`. */
export function isTriggerSource(eventSource: string, kinds: readonly ChangingKind[]): boolean {
  return kinds.some(({ changes }) => changes.some((one) => one.eventSource === eventSource))
}

/**
 * What a call on the trigger's side was about.
 *
 * @returns `undefined` for a call that no kind names: a rule of somebody else let it through
 */
export function changedSources(
  event: TrailEvent,
  account: string,
  kinds: readonly ChangingKind[],
): ChangedSources | undefined {
  const naming = kinds.flatMap(({ changes }) => changes).filter((one) => names(one, event))
  if (naming.length === 0) return undefined
  const change = changeIn(event, account)
  const sources = naming.flatMap(({ sourcesOf }) => sourcesOf(change))
  const otherwise = naming.flatMap(({ functionsOf }) => functionsOf?.(change) ?? [])
  return {
    named: functionsIn([change.request, change.response, otherwise], account),
    sources: [...new Set(sources)],
  }
}

/** CloudTrail appends an API date to some names; kinds may name a call either way. */
function names({ eventSource, eventNames }: SourceChanges, { detail }: TrailEvent): boolean {
  const said = [detail.eventName, documentedName(detail.eventName)]
  return eventSource === detail.eventSource && eventNames.some((name) => said.includes(name))
}

function changeIn(event: TrailEvent, account: string): SourceChange {
  const { detail } = event
  return {
    eventName: documentedName(detail.eventName),
    account,
    region: detail.awsRegion,
    partition: partitionOf(event),
    request: detail.requestParameters ?? {},
    response: detail.responseElements ?? {},
  }
}

function functionsIn(places: readonly JsonValue[], account: string): readonly ResourceRef[] {
  const own = places.flatMap(arnsIn).filter((arn) => arn.account === account)
  const functions = own.map(
    ({ region, name }) => [`${region}/${name}`, refOf(account, region, name)] as const,
  )
  return [...new Map(functions).values()]
}

function arnsIn(place: JsonValue) {
  return [...JSON.stringify(place).matchAll(FUNCTION_ARN)].map(
    ([, region = '', account = '', name = '']) => ({ region, account, name }),
  )
}

function refOf(account: string, zone: string, name: string): ResourceRef {
  return { account, zone, kind: 'function', name }
}
