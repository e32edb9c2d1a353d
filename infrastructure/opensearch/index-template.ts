import { INDEX_PREFIX } from '../../shared/log-delivery/bulk.ts'
import type { FieldType, LogFieldName } from '../../shared/model/log-fields.ts'
import { LOG_FIELDS } from '../../shared/model/log-fields.ts'
import { METRICS } from '../../shared/model/metrics.ts'

type Members = Readonly<Record<string, unknown>>

/** What a metric is indexed as: some are shares, and the first value that comes may be whole. */
const METRIC = { type: 'double' }

/** Characters up to which a keyword is indexed; Lucene refuses a whole line for one of 32,766 bytes. */
const LONGEST_KEYWORD = 1024

/**
 * The template of the indices that hold Holdfast's logs, for `PUT _index_template/holdfast-logs`. What a line says beyond
 * these fields is in its text: nothing in a log adds fields to an index, but a metric that this version does not know.
 */
export function indexTemplate(): Members {
  return {
    index_patterns: [`${INDEX_PREFIX}*`],
    priority: 100,
    template: {
      settings: { 'index.number_of_shards': 1 },
      mappings: {
        dynamic: false,
        dynamic_templates: [{ metrics: { path_match: 'metric.*', mapping: METRIC } }],
        properties: { ...fields(), metric: { type: 'object', dynamic: true, properties: metrics() } },
      },
    },
  }
}

/**
 * All of them, also what did not happen yet: OpenSearch Dashboards draws no picture of which it cannot find a field, and
 * most of them count what goes wrong.
 */
function metrics(): Members {
  return Object.fromEntries(Object.keys(METRICS).map((name) => [name, METRIC]))
}

/** `outcome.type` is the member `type` of the object `outcome`. */
function fields(): Members {
  const properties: Record<string, { properties: Record<string, Members> } | Members> = {}
  for (const [path, { type }] of Object.entries(LOG_FIELDS)) {
    const [name, member] = path.split('.') as [LogFieldName, string?]
    const before = (properties[name]?.['properties'] ?? {}) as Members
    properties[name] =
      member === undefined ? field(type) : { properties: { ...before, [member]: field(type) } }
  }
  return properties
}

function field(type: FieldType): Members {
  return type === 'keyword' ? { type, ignore_above: LONGEST_KEYWORD } : { type }
}
