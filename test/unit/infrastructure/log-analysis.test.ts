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

test('saved queries name no column that the table does not have', () => {
  const known = new Set([...columns().map(({ Name }) => Name), 'day', 'activity'])
  const own = ['who', 'hour', 'resources', 'changes', 'deleted', 'last', 'times']
  const sql =
    /\b(?:select|distinct|as|from|where|and|in|group|order|by|desc|having|count|case|when|then|end|max|coalesce|contains|substr|date_format|current_date|interval)\b/gi
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::Athena::NamedQuery') continue
    const text = (Properties as { QueryString: string }).QueryString
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
