import type { LogFieldName } from '../../shared/model/log-fields.ts'
import type { MetricName } from '../../shared/model/metrics.ts'
import { paramsOf } from './picture-params.ts'

/** A field of the index: one of a line, or a metric. */
export type Field = LogFieldName | `metric.${MetricName}`

/** What is counted or added up, and what people call it. */
export interface Measure {
  readonly of: 'count' | 'sum' | 'max'
  /** Of nothing when lines are counted. */
  readonly field?: Field
  readonly label: string
}

/** One picture: measures over time, or by the values of fields, or alone. */
export interface Picture {
  readonly id: string
  readonly title: string
  readonly type: 'metric' | 'histogram' | 'horizontal_bar' | 'table'
  /** Which lines, in the Dashboards Query Language; all of them without it. */
  readonly query?: string
  readonly measures: readonly Measure[]
  readonly by?: readonly Field[]
}

/** A saved object of OpenSearch Dashboards, a line of NDJSON. */
export interface SavedObject {
  readonly type: 'dashboard' | 'index-pattern' | 'visualization'
  readonly id: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly references: readonly { readonly name: string; readonly type: string; readonly id: string }[]
  /** Which form it has; without it Dashboards takes it for one of its oldest. */
  readonly migrationVersion: Readonly<Record<string, string>>
}

/** How many values of a field are shown. */
const MOST_VALUES = 30

/** A line without a value of the field is counted all the same: no picture leaves out an error for want of its name. */
const OR_NONE = { missingBucket: true, missingBucketLabel: 'none' }

/** The name by which a saved object refers to its index pattern. */
const INDEX = 'kibanaSavedObjectMeta.searchSourceJSON.index'

type Members = Readonly<Record<string, unknown>>

/** The saved object of a picture over an index pattern. */
export function visualization(picture: Picture, indexPattern: string): SavedObject {
  const { id, title, query = '' } = picture
  const source = { query: { query, language: 'kuery' }, filter: [], indexRefName: INDEX }
  return {
    type: 'visualization',
    id,
    attributes: {
      title,
      description: '',
      version: 1,
      uiStateJSON: '{}',
      visState: JSON.stringify({
        title,
        type: picture.type,
        params: paramsOf(picture),
        aggs: aggregations(picture),
      }),
      kibanaSavedObjectMeta: { searchSourceJSON: JSON.stringify(source) },
    },
    references: [{ name: INDEX, type: 'index-pattern', id: indexPattern }],
    migrationVersion: { visualization: '7.10.0' },
  }
}

function aggregations({ type, measures, by = [] }: Picture): readonly Members[] {
  const buckets = by.map((field, place) => bucket(field, schemaOf(type, place)))
  const metrics = measures.map(({ of, field, label }) => ({
    type: of,
    schema: 'metric',
    params: { ...(field !== undefined && { field }), customLabel: label },
  }))
  return [...metrics, ...buckets].map((one, place) => ({ id: String(place + 1), enabled: true, ...one }))
}

/** Rows of a table; of a chart first its axis, then the colours. */
function schemaOf(type: Picture['type'], place: number): string {
  if (type === 'table') return 'bucket'
  return place === 0 ? 'segment' : 'group'
}

function bucket(field: Field, schema: string): Members {
  if (field === '@timestamp')
    return { type: 'date_histogram', schema, params: { field, interval: 'auto', min_doc_count: 1 } }
  const params = { field, size: MOST_VALUES, orderBy: '1', order: 'desc', ...OR_NONE }
  return { type: 'terms', schema, params }
}
