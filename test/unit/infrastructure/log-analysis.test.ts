import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import * as z from 'zod'
import { ActivityLine } from '../../../shared/model/activity.ts'

interface Column {
  readonly Name: string
  readonly Type: string
}

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Condition: string; readonly Properties: never }>
  >
}

let template: Template
beforeAll(async () => {
  const file = new URL('../../../infrastructure/log-analysis.yml', import.meta.url)
  template = parse(await readFile(file, 'utf8'), { logLevel: 'error' }) as Template
})

const columns = (): readonly Column[] =>
  (
    template.Resources['ActivityTable']!.Properties as {
      TableInput: { StorageDescriptor: { Columns: Column[] } }
    }
  ).TableInput.StorageDescriptor.Columns

/** Numbers of these names may be larger than an int of Hive. */
const LARGE = ['latencyMs', 'bytesStored']

function hiveType(name: string, schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodOptional) return hiveType(name, schema.unwrap())
  if (schema instanceof z.ZodArray) return `array<${hiveType(name, schema.element)}>`
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape)
    return `struct<${members.map(([inner, type]) => `${inner.toLowerCase()}:${hiveType(inner, type)}`).join()}>`
  }
  const isNumber = schema instanceof z.ZodNumber || name === 'format'
  if (!isNumber) return 'string'
  return LARGE.includes(name) ? 'bigint' : 'int'
}

test('the table has a column for each member of a line, of its type, in its order', () => {
  const members = Object.entries(ActivityLine.shape).map(([name, schema]) => ({
    Name: name.toLowerCase(),
    Type: hiveType(name, schema),
  }))
  expect(columns()).toEqual(members)
})

const queries = (): readonly string[] =>
  Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::Athena::NamedQuery')
    .map(({ Properties }) => (Properties as { QueryString: string }).QueryString)

/** What a query calls its columns, lower case. */
function aliasesOf(query: string): readonly string[] {
  return [...query.matchAll(/\bas\s+([a-z_]+)/gi)].map(([, name = '']) => name.toLowerCase())
}

/**
 * Words that no column may be called unless it is quoted (Athena user guide, "Reserved keywords to escape in SQL SELECT
 * statements"; Trino's list has those of JSON, CURRENT_CATALOG, CURRENT_ROLE, CURRENT_SCHEMA, LISTAGG and TRIM besides).
 */
const RESERVED = new Set(
  `alter and as between by case cast constraint create cross cube current_catalog current_date current_path current_role
  current_schema current_time current_timestamp current_user deallocate delete describe distinct drop else end escape
  except execute exists extract false first for from full group grouping having in inner insert intersect into is join
  json_array json_exists json_object json_query json_table json_value last left like listagg localtime localtimestamp
  natural normalize not null on or order outer prepare recursive right rollup select skip table then trim true uescape
  unescape union unnest using values when where with`.split(/\s+/),
)

test('no column of the table or of a saved query is called by a word that Athena reserves', () => {
  const names = [...columns().map(({ Name }) => Name), 'day', ...queries().flatMap(aliasesOf)]
  expect(names.filter((name) => RESERVED.has(name))).toEqual([])
})

test('saved queries name no column that the table does not have', () => {
  const known = new Set([...columns().map(({ Name }) => Name), 'day', 'activity'])
  const sql =
    /\b(?:select|distinct|as|from|where|and|in|group|order|by|desc|having|count|case|when|then|end|max|coalesce|contains|substr|date_format|current_date|interval)\b/gi
  for (const text of queries()) {
    const own = aliasesOf(text)
    const words =
      text
        .replaceAll(/'[^']*'/g, '')
        .replaceAll(sql, '')
        .match(/[a-z_]+/gi) ?? []
    expect(words.filter((word) => word !== 'day' && !known.has(word) && !own.includes(word))).toEqual([])
  }
})

test('nothing of it is made unless it is asked for', () => {
  const conditions = Object.values(template.Resources).map(({ Condition }) => Condition)
  expect(new Set(conditions)).toEqual(new Set(['AnalysesLogs']))
})
