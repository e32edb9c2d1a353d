/** A value in a row of CloudWatch Logs Insights. */
type Value = string | number | boolean

/** A log event by its fields, or a row of a result. */
export type Row = Readonly<Record<string, Value>>

type Command = (rows: readonly Row[], rest: string) => readonly Row[]

/** What saved queries are made of. What is not here is not played, and a query that needs it fails. */
const COMMANDS: Readonly<Record<string, Command>> = { filter, parse, fields, stats, display, sort }

/**
 * Runs a query of Logs Insights over events, by the words of the CloudWatch Logs user guide ("Logs Insights QL commands"):
 * what a field is called, that a missing one matches nothing, and that a parse without a match leaves the event as it is.
 *
 * @throws Error with the part that is not understood
 */
export function playInsights(query: string, events: readonly Row[]): readonly Row[] {
  const steps = apart(query.replaceAll(/^\s*#.*$/gm, ''), '|')
  return steps.reduce<readonly Row[]>((rows, step) => {
    const [name = '', ...rest] = step.split(/\s+/)
    const command = COMMANDS[name]
    if (command === undefined) throw new Error(`no command: ${step}`)
    return command(rows, rest.join(' '))
  }, events)
}

/** A line of JSON as Logs Insights finds its fields: nested ones by dots, elements of lists by number; 200 at most. */
export function fieldsOf(line: unknown, at: Date): Row {
  const found = Object.fromEntries(leaves(line, ''))
  const names = Object.keys(found)
  if (names.length > 200) throw new Error(`a line has ${names.length} fields`)
  return { ...found, '@timestamp': at.toISOString() }
}

function leaves(value: unknown, path: string): readonly (readonly [string, Value])[] {
  if (typeof value !== 'object' || value === null) return value === null ? [] : [[path, value as Value]]
  return Object.entries(value).flatMap(([name, part]) => leaves(part, path === '' ? name : `${path}.${name}`))
}

function filter(rows: readonly Row[], rest: string): readonly Row[] {
  const conditions = rest.split(/ and (?=(?:[^"]*"[^"]*")*[^"]*$)/).map(condition)
  return rows.filter((row) => conditions.every((holds) => holds(row)))
}

function condition(text: string): (row: Row) => boolean {
  const present = /^ispresent\(([\w.@]+)\)$/.exec(text)
  if (present) return (row) => row[present[1] ?? ''] !== undefined
  const [, name = '', operator, value = ''] = matched(/^([\w.@]+) (=|in) (.+)$/, text)
  const wanted = operator === 'in' ? (JSON.parse(value) as Value[]) : [JSON.parse(value) as Value]
  return (row) => row[name] !== undefined && wanted.includes(row[name])
}

function parse(rows: readonly Row[], rest: string): readonly Row[] {
  const [, field = '', glob = '', list = ''] = matched(/^([\w.@]+) "([^"]+)" as (.+)$/, rest)
  const names = list.split(', ')
  const pieces = glob.split('*').map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (pieces.length - 1 !== names.length) throw new Error(`as many names as wildcards: ${rest}`)
  const pattern = new RegExp(`^${pieces.join('(.*?)')}$`)
  return rows.map((row) => {
    const found = pattern.exec(String(row[field] ?? ''))?.slice(1) ?? []
    const made: Row = Object.fromEntries(names.flatMap((name, at) => (found[at] ? [[name, found[at]]] : [])))
    return { ...row, ...made }
  })
}

function fields(rows: readonly Row[], rest: string): readonly Row[] {
  const made = apart(rest, ',').map((text) => matched(/^(?:coalesce\((.+)\)|([\w.@]+))(?: as (\w+))?$/, text))
  return rows.map((row) => {
    const values = made.map(([, several, one = '', as]) => {
      const from = several?.split(', ') ?? [one]
      return [as ?? one, from.map((name) => row[name]).find((value) => value !== undefined)] as const
    })
    return present({ ...row, ...Object.fromEntries(values) })
  })
}

/** What becomes of the values of a field in one group. */
const AGGREGATES: Readonly<Record<string, (values: readonly Value[], rows: readonly Row[]) => Value>> = {
  count: (_, rows) => rows.length,
  latest: (values) => values.at(-1) ?? '',
  max: (values) => Math.max(...values.map(Number)),
  avg: (values) => values.reduce((sum: number, value) => sum + Number(value), 0) / values.length,
}

function stats(rows: readonly Row[], rest: string): readonly Row[] {
  const [, what = '', by = ''] = matched(/^(.+?) by (.+)$/, rest)
  const makers = apart(what, ',').map((text) => matched(/^(\w+)\((\*|[\w.@]+)\) as (\w+)$/, text))
  const groups = Object.groupBy(byTime(rows), (row) =>
    JSON.stringify(apart(by, ',').map((name) => groupOf(row, name))),
  )
  return Object.entries(groups).map(([key, members = []]) => {
    const names = apart(by, ',').map((name, at) => [name, (JSON.parse(key) as (Value | null)[])[at]])
    const values = makers.map(([, name = '', field = '', as = '']) => {
      const aggregate = AGGREGATES[name]
      if (aggregate === undefined) throw new Error(`no aggregate: ${name}`)
      return [
        as,
        aggregate(
          members.flatMap((row) => row[field] ?? []),
          members,
        ),
      ]
    })
    return present(Object.fromEntries([...names, ...values]) as Record<string, Value | undefined>)
  })
}

function groupOf(row: Row, name: string): Value | undefined {
  return name === 'bin(1h)' ? String(row['@timestamp']).slice(0, 13) : row[name]
}

function display(rows: readonly Row[], rest: string): readonly Row[] {
  const names = rest.split(', ')
  return rows.map((row) => present(Object.fromEntries(names.map((name) => [name, row[name]]))))
}

function sort(rows: readonly Row[], rest: string): readonly Row[] {
  const [, name = '', order] = matched(/^([\w.@]+) (asc|desc)$/, rest)
  const up = rows.toSorted((a, b) => compare(a[name], b[name]))
  return order === 'asc' ? up : up.toReversed()
}

function byTime(rows: readonly Row[]): readonly Row[] {
  return sort(rows, '@timestamp asc')
}

function compare(a: Value | undefined, b: Value | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a ?? '').localeCompare(String(b ?? ''))
}

function present(row: Readonly<Record<string, Value | null | undefined>>): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== undefined && value !== null),
  ) as Row
}

/** Parts of a text between separators that stand neither in quotes nor in brackets. */
function apart(text: string, separator: ',' | '|'): readonly string[] {
  const part = separator === '|' ? /(?:"[^"]*"|[^|"])+/g : /(?:\([^)]*\)|[^,(])+/g
  return (text.match(part) ?? []).map((one) => one.replaceAll(/\s+/g, ' ').trim()).filter((one) => one !== '')
}

function matched(pattern: RegExp, text: string): readonly (string | undefined)[] {
  const found = pattern.exec(text)
  if (found === null) throw new Error(`not understood: ${text}`)
  return found
}
