import { INDEX_PREFIX } from '../../shared/log-delivery/bulk.ts'
import type { Measure, Picture, SavedObject } from './visualization.ts'
import { visualization } from './visualization.ts'

const INDEX_PATTERN = 'holdfast-logs'

/** One picture in a grid that is 48 wide. */
interface Place {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

const sum = (field: Measure['field'], label: string) => ({ of: 'sum', field, label }) as Measure
const worst = (field: Measure['field'], label: string) => ({ of: 'max', field, label }) as Measure

const PICTURES: readonly (Picture & { readonly at: Place })[] = [
  {
    id: 'holdfast-protected',
    title: 'Are we protected? (in the time shown)',
    type: 'metric',
    measures: [
      sum('metric.RunsEnded', 'runs of everything that ended'),
      worst('metric.FunctionsUnprotected', 'functions beyond their objective'),
      sum('metric.CapturesFailed', 'captures that failed'),
      worst('metric.IntegrityDamaged', 'damaged objects in the vault'),
      sum('metric.AuditsEnded', 'audits'),
    ],
    at: { x: 0, y: 0, w: 48, h: 10 },
  },
  {
    id: 'holdfast-failures-by-zone',
    title: 'Failures by zone',
    type: 'horizontal_bar',
    query: 'level: "ERROR" and zone: *',
    measures: [{ of: 'count', label: 'failures' }],
    by: ['zone', 'error.name'],
    at: { x: 0, y: 10, w: 24, h: 15 },
  },
  {
    id: 'holdfast-captures',
    title: 'Captures over time',
    type: 'histogram',
    measures: [
      sum('metric.PointsWritten', 'recovery points'),
      sum('metric.Tombstones', 'found deleted'),
      sum('metric.CapturesFailed', 'failed'),
    ],
    by: ['@timestamp'],
    at: { x: 24, y: 10, w: 24, h: 15 },
  },
  {
    id: 'holdfast-errors-by-function',
    title: 'Errors by function of Holdfast',
    type: 'table',
    query: 'level: "ERROR"',
    measures: [{ of: 'count', label: 'errors' }],
    by: ['function_name', 'error.name'],
    at: { x: 0, y: 25, w: 24, h: 15 },
  },
  {
    id: 'holdfast-throttles',
    title: 'Throttled calls',
    type: 'histogram',
    measures: [sum('metric.Throttled', 'throttled')],
    by: ['@timestamp'],
    at: { x: 24, y: 25, w: 24, h: 15 },
  },
]

/** All that OpenSearch Dashboards imports: the index pattern, the pictures, and the dashboard of them. */
export function savedObjects(): readonly SavedObject[] {
  const pictures = PICTURES.map((picture) => visualization(picture, INDEX_PATTERN))
  return [indexPattern(), ...pictures, dashboard()]
}

function indexPattern(): SavedObject {
  return {
    type: 'index-pattern',
    id: INDEX_PATTERN,
    attributes: { title: `${INDEX_PREFIX}*`, timeFieldName: '@timestamp' },
    references: [],
    migrationVersion: { 'index-pattern': '7.6.0' },
  }
}

function dashboard(): SavedObject {
  const panels = PICTURES.map(({ at }, place) => ({
    version: '2.0.0',
    panelIndex: String(place),
    gridData: { ...at, i: String(place) },
    embeddableConfig: {},
    panelRefName: `panel_${place}`,
  }))
  const source = { query: { query: '', language: 'kuery' }, filter: [] }
  return {
    type: 'dashboard',
    id: 'holdfast',
    attributes: {
      title: 'Holdfast: are we protected?',
      description: 'Backups of Lambda functions, by the logs of Holdfast',
      version: 1,
      hits: 0,
      timeRestore: true,
      timeFrom: 'now-2d',
      timeTo: 'now',
      optionsJSON: JSON.stringify({ useMargins: true, hidePanelTitles: false }),
      panelsJSON: JSON.stringify(panels),
      kibanaSavedObjectMeta: { searchSourceJSON: JSON.stringify(source) },
    },
    references: PICTURES.map(({ id }, place) => ({ name: `panel_${place}`, type: 'visualization', id })),
    migrationVersion: { dashboard: '7.9.3' },
  }
}
