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

interface Mapped {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Mapped>>
}

/** The fields of a mapping by their paths, and what each is indexed as. */
function fieldsOf(properties: Mapped['properties'] = {}, before = ''): [path: string, type: string][] {
  return Object.entries(properties).flatMap(([name, { type = 'object', properties: members }]) =>
    members === undefined ? [[before + name, type]] : fieldsOf(members, `${before}${name}.`),
  )
}

interface Aggregation {
  readonly type: string
  readonly schema: string
  readonly params: { readonly field?: string; readonly missingBucket?: boolean }
}

/** What the pictures count, add up and tell apart. */
const aggregations = () =>
  saved()
    .flatMap(({ attributes }) => attributes.visState ?? [])
    .map((state) => (JSON.parse(state) as { aggs: Aggregation[] }).aggs)

/** What OpenSearch Dashboards takes for an aggregation (its `filterFieldTypes`), of the types that the template has. */
const FITS: Readonly<Record<string, readonly string[]>> = {
  sum: ['double'],
  max: ['double', 'date'],
  date_histogram: ['date'],
  terms: ['keyword', 'boolean', 'date', 'double'],
}

describe('what people give to OpenSearch', () => {
  test('is what npm run opensearch writes', () => {
    expect(JSON.parse(files['index-template.json']!)).toEqual(indexTemplate())
    expect(files['dashboard.ndjson']).toBe(openSearchFiles()['dashboard.ndjson'])
    expect(saved()).toEqual(savedObjects())
  })

  test('indexes every field that lines are searched by, and every metric before it has a value', () => {
    const { template } = indexTemplate() as { template: { mappings: Mapped } }
    expect(fieldsOf(template.mappings.properties).map(([path]) => path)).toEqual([...FIELDS])
    expect(template.mappings).toMatchObject({
      dynamic: false,
      properties: {
        metric: { dynamic: true, properties: { CapturesFailed: { type: 'double' } } },
        error: { properties: { name: { type: 'keyword' }, message: { type: 'text' } } },
      },
    })
  })

  test('asks of no field what the index has not, or not of that type: OpenSearch Dashboards draws no such picture', () => {
    expect(aggregations()).toHaveLength(5)
    const { template } = JSON.parse(files['index-template.json']!) as { template: { mappings: Mapped } }
    const types = new Map(fieldsOf(template.mappings.properties))
    const asked = aggregations()
      .flat()
      .flatMap(({ type, params: { field } }) => (field === undefined ? [] : { type, field }))
    expect(asked.length).toBeGreaterThan(10)
    expect(asked.filter(({ type, field }) => !FITS[type]!.includes(types.get(field) ?? 'no field'))).toEqual(
      [],
    )
  })

  test('searches by no field that the logs do not have', () => {
    const queried = saved().flatMap(({ attributes }) => {
      const { query } = JSON.parse(attributes.kibanaSavedObjectMeta?.searchSourceJSON ?? '{}') as {
        query?: { query: string }
      }
      return [...(query?.query ?? '').matchAll(/([\w.@]+):/g)].map(([, field = '']) => field)
    })
    expect(queried).toHaveLength(3)
    expect(queried.filter((field) => !FIELDS.has(field))).toEqual([])
  })

  test('counts an error that has no name, too', () => {
    const terms = aggregations()
      .flat()
      .filter(({ type }) => type === 'terms')
    expect(terms).toHaveLength(4)
    for (const { params } of terms) expect(params.missingBucket).toBe(true)
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
