import { compareText } from '../model/compare-text.ts'
import { GapLog, gapReason, messageOf } from '../model/gaps.ts'
import type { Trigger, TriggerSource } from '../model/trigger.ts'
import type { NamedSource } from './find-sources.ts'
import { invokesFunction } from './invokes.ts'
import type { SourceReading } from './kind.ts'
import type { ListedSource, TriggerScope } from './trigger-scope.ts'

/** The function whose triggers are looked for, and where gaps go. */
export interface Search {
  readonly name: string
  readonly scope: TriggerScope
  readonly gaps: GapLog
}

/** A source, and the triggers of the function that come from it. */
export interface FoundSource {
  readonly source: TriggerSource
  readonly triggers: readonly Trigger[]
  /** The readings in which the triggers were found. */
  readonly readings: readonly SourceReading[]
}

/**
 * Reads a source that statements name. It is of the kind that finds it; when none does it is gone, unless some could
 * not read it: then a gap says why.
 *
 * @returns nothing for a source that only fits a pattern, and does not invoke the function
 */
export async function readNamed(search: Search, named: NamedSource): Promise<readonly FoundSource[]> {
  const found = await readAsNamed(search, named)
  return named.isMeant || found.triggers.length > 0 || found.source.exists !== true ? [found] : []
}

async function readAsNamed(search: Search, { arn, kinds, statements }: NamedSource): Promise<FoundSource> {
  const refused = new GapLog()
  const found: FoundSource[] = []
  for (const kind of [...kinds].sort((a, b) => compareText(a.name, b.name))) {
    const part = `triggers/${kind.name}/${arn}`
    const reading = await refused.read(part, async () => (await kind.read(arn)) ?? null)
    if (reading !== undefined && reading !== null) found.push(sift(search, kind.name, reading))
  }
  const [first] = found
  const told = { arn, statements: [...statements].sort() }
  if (first === undefined) {
    for (const { part, reason, message } of refused.all) search.gaps.add(part, reason, message)
    return { source: { ...told, exists: refused.all.length > 0 ? null : false }, triggers: [], readings: [] }
  }
  return {
    source: { ...first.source, ...told },
    triggers: found.flatMap(({ triggers }) => triggers),
    readings: found.flatMap(({ readings }) => readings),
  }
}

/** Reads what a listed kind has for the function. Sources that could not be looked into may have more: a gap says so. */
export async function readListed(search: Search, kind: ListedSource): Promise<readonly FoundSource[]> {
  const { name, gaps } = search
  const part = `triggers/${kind.name}`
  const found = await gaps.read(part, () => kind.invoking(name))
  if (found === undefined) return []
  const [unread] = found.unread
  if (unread !== undefined) {
    const { source, gaps: [first] = [] } = unread
    const message = `${found.unread.length} could not be looked into, ${source.arn} among them: ${messageOf(first?.error)}`
    gaps.add(part, gapReason(first?.error), message)
  }
  return found.readings
    .map((reading) => sift(search, kind.name, reading))
    .filter(({ triggers }) => triggers.length > 0)
}

/** Reads the facts of what an event source mapping polls. */
export async function readPolled({ scope, gaps }: Search, arn: string): Promise<FoundSource> {
  const facts = await gaps.read(`sources/${arn}`, async () => (await scope.facts(arn)) ?? null)
  const exists = facts === undefined ? null : facts !== null
  return { source: { arn, exists, ...facts, statements: [] }, triggers: [], readings: [] }
}

/** What a source has for the function. */
function sift({ name, scope, gaps }: Search, kind: string, reading: SourceReading): FoundSource {
  const { source, triggers } = reading
  for (const { part, error } of reading.gaps ?? [])
    gaps.add(`triggers/${kind}/${source.arn}/${part}`, gapReason(error), messageOf(error))
  const own = triggers.filter(({ invokes }) => invokesFunction(invokes, name, scope.place))
  return {
    source: { ...source, exists: true, statements: [] },
    triggers: own.map(({ invokes, settings }) => ({ kind, source: source.arn, invokes, settings })),
    readings: own.length > 0 ? [reading] : [],
  }
}
