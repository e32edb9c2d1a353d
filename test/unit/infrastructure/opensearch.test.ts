import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { savedObjects } from '../../../infrastructure/opensearch/dashboard.ts'
import { indexTemplate } from '../../../infrastructure/opensearch/index-template.ts'
import { openSearchFiles } from '../../../infrastructure/opensearch/texts.ts'
import { checkOpenSearch } from '../../../infrastructure/opensearch-parameters.ts'
import { SettingInvalidError } from '../../../shared/errors.ts'
import { LOG_FIELDS } from '../../../shared/model/log-fields.ts'
import { METRICS } from '../../../shared/model/metrics.ts'

const FIELDS = new Set([...Object.keys(LOG_FIELDS), ...Object.keys(METRICS).map((name) => `metric.${name}`)])

const files: Record<string, string> = {}
beforeAll(async () => {
  for (const name of ['index-template.json', 'dashboard.ndjson'])
    files[name] = await readFile(
      new URL(`../../../infrastructure/opensearch/${name}`, import.meta.url),
      'utf8',
    )
})

interface Saved {
  readonly type: string
  readonly id: string
  readonly attributes: {
    readonly visState?: string
    readonly kibanaSavedObjectMeta?: { searchSourceJSON: string }
  }
  readonly references: readonly { readonly type: string; readonly id: string }[]
}
const saved = (): readonly Saved[] =>
  files['dashboard.ndjson']!.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Saved)

/** The paths of the fields of a mapping. */
function paths(properties: object, before = ''): string[] {
  return Object.entries(properties).flatMap(([name, field]: [string, { properties?: object }]) =>
    field.properties === undefined ? [before + name] : paths(field.properties, `${before}${name}.`),
  )
}

describe('what people give to OpenSearch', () => {
  test('is what npm run opensearch writes', () => {
    expect(JSON.parse(files['index-template.json']!)).toEqual(indexTemplate())
    expect(files['dashboard.ndjson']).toBe(openSearchFiles()['dashboard.ndjson'])
    expect(saved()).toEqual(savedObjects())
  })

  test('indexes every field that lines are searched by, and metrics as they come', () => {
    const { template } = indexTemplate() as {
      template: { mappings: { dynamic: boolean; properties: object } }
    }
    expect(new Set(paths(template.mappings.properties))).toEqual(
      new Set([...Object.keys(LOG_FIELDS), 'metric']),
    )
    expect(template.mappings).toMatchObject({
      dynamic: false,
      properties: {
        metric: { dynamic: true },
        error: { properties: { name: { type: 'keyword' }, message: { type: 'text' } } },
      },
    })
  })

  test('shows no field that the logs do not have', () => {
    const states = saved().flatMap(({ attributes }) => attributes.visState ?? [])
    expect(states.length).toBe(5)
    const used = states.flatMap((state) =>
      (JSON.parse(state) as { aggs: { params: { field?: string } }[] }).aggs.flatMap(
        ({ params }) => params.field ?? [],
      ),
    )
    const queried = saved().flatMap(({ attributes }) => {
      const { query } = JSON.parse(attributes.kibanaSavedObjectMeta?.searchSourceJSON ?? '{}') as {
        query?: { query: string }
      }
      return [...(query?.query ?? '').matchAll(/([\w.@]+):/g)].map(([, field = '']) => field)
    })
    expect([used.length, queried.length]).toEqual([expect.any(Number), 3])
    expect([...used, ...queried].filter((field) => !FIELDS.has(field))).toEqual([])
  })

  test('counts by no field that is text: OpenSearch cannot', () => {
    const text = Object.entries(LOG_FIELDS).flatMap(([name, { type }]) => (type === 'text' ? name : []))
    for (const name of text) expect(files['dashboard.ndjson']).not.toContain(`\\"field\\":\\"${name}\\"`)
  })

  test('refers to nothing that is not in it', () => {
    const known = new Set(saved().map(({ type, id }) => `${type} ${id}`))
    const named = saved().flatMap(({ references }) => references.map(({ type, id }) => `${type} ${id}`))
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((one) => !known.has(one))).toEqual([])
  })
})

test('an endpoint without its domain is refused before anything is deployed', () => {
  const check = (OpenSearchEndpoint: string, OpenSearchDomainArn: string) => () =>
    checkOpenSearch(
      Object.entries({ OpenSearchEndpoint, OpenSearchDomainArn }).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    )
  expect(check('', '')).not.toThrow()
  expect(check('https://search.example.com', 'arn:aws:es:eu-west-1:1:domain/logs')).not.toThrow()
  expect(check('https://search.example.com', '')).toThrow(SettingInvalidError)
  expect(check('', 'arn:aws:es:eu-west-1:1:domain/logs')).toThrow(SettingInvalidError)
})
