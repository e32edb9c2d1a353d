import type { ActivityLine, ChangedPart } from '../../../shared/model/activity.ts'
import type { Random } from './random.ts'

const ACCOUNT = '123456789012'
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Something that somebody does to several functions in a row. */
export interface Deed {
  readonly at: number
  readonly by: string
  readonly count: number
  /** How long it takes, in milliseconds. */
  readonly takes: number
  readonly part: ChangedPart
  /** Beginning of the functions' names. */
  readonly prefix?: string
  readonly plan?: string
}

const CALLS: Partial<Record<ChangedPart, string>> = {
  created: 'CreateFunction',
  deleted: 'DeleteFunction',
  code: 'UpdateFunctionCode',
  configuration: 'UpdateFunctionConfiguration',
  policy: 'AddPermission',
}

export const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
export const person = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`

let events = 0

/** The lines of a deed: evenly spread, each delivered half a minute to ten minutes later. */
export function play(
  random: Random,
  { at, by, count, takes, part, prefix = 'f', plan }: Deed,
): ActivityLine[] {
  const first = random.between(0, 400)
  return Array.from({ length: count }, (_, n) =>
    line(random, {
      at: at + (takes * n) / count,
      by,
      name: `${prefix}-${first + n}`,
      fields: {
        event: CALLS[part] ?? 'UpdateFunctionConfiguration',
        what: [part],
        outcome: part === 'deleted' ? 'deleted' : 'captured',
        manifest: part === 'deleted' ? `points/${prefix}-${first + n}/${at}` : 'points/x',
        ...(plan !== undefined && { plan }),
      },
    }),
  )
}

/** A call that is about one thing. */
export function line(
  random: Random,
  { at, by, name, fields }: { at: number; by: string; name: string; fields: Partial<ActivityLine> },
): ActivityLine {
  return {
    format: 1,
    type: 'change',
    at: new Date(at).toISOString(),
    recordedAt: new Date(at + random.between(30, 600) * 1000).toISOString(),
    account: ACCOUNT,
    zone: 'eu-west-1',
    kind: 'function',
    name,
    source: 'lambda.amazonaws.com',
    eventId: `e${(events += 1)}`,
    events: 1,
    what: [],
    principal: by,
    outcome: 'captured',
    gaps: 0,
    ...fields,
  }
}

/** A call on the vault, its key or a trail. */
export function attempt(random: Random, at: number, by: string, [source, event]: readonly [string, string]) {
  const fields = { type: 'attempt', source, event, outcome: 'refused' } as const
  return line(random, { at, by, name: 'vault', fields })
}
