import { readFileSync, readdirSync } from 'node:fs'
import type { ActivityLine } from '../../shared/model/activity.ts'

const ACCOUNT = '123456789012'
const FIXTURES = new URL('../fixtures/cloudtrail/', import.meta.url)

/** A line of a change; `fields` overrides. */
export function changeLine(fields: Partial<ActivityLine> = {}): ActivityLine {
  const at = fields.at ?? '2026-11-21T10:00:00Z'
  return {
    format: 1,
    type: 'change',
    at,
    recordedAt: new Date(Date.parse(at) + 30_000).toISOString(),
    account: ACCOUNT,
    zone: 'eu-west-1',
    kind: 'function',
    name: 'orders',
    event: 'UpdateFunctionCode',
    source: 'lambda.amazonaws.com',
    eventId: `event-${at}-${fields.name ?? 'orders'}`,
    events: 1,
    what: ['code'],
    principal: `arn:aws:iam::${ACCOUNT}:user/ann`,
    outcome: 'captured',
    gaps: 0,
    manifest: 'points/x',
    ...fields,
  }
}

/** A line of a function that was deleted. */
export function deletionLine(fields: Partial<ActivityLine> = {}): ActivityLine {
  return changeLine({ event: 'DeleteFunction', what: ['deleted'], outcome: 'deleted', ...fields })
}

/** Every recorded event, as EventBridge delivers it. */
export function recordedEvents(): readonly string[] {
  return readdirSync(FIXTURES)
    .toSorted()
    .map((file) => readFileSync(new URL(file, FIXTURES), 'utf8'))
}

/** An instant so many minutes after 10:00. */
export function minutes(count: number): string {
  return new Date(Date.parse('2026-11-21T10:00:00Z') + count * 60_000).toISOString()
}

/** The same line without some of what may be missing. */
export function without(line: ActivityLine, ...members: readonly (keyof ActivityLine)[]): ActivityLine {
  const kept = Object.entries(line).filter(([name]) => !members.includes(name as keyof ActivityLine))
  return Object.fromEntries(kept) as ActivityLine
}
