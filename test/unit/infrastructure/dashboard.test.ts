import { describe, expect, test } from '@jest/globals'
import { dashboardTemplate, widgets } from '../../../infrastructure/monitoring/dashboard.ts'
import type { Widget } from '../../../infrastructure/monitoring/widgets.ts'
import { METRICS } from '../../../shared/model/metrics.ts'

const table: Readonly<Record<string, { readonly unit: string; readonly perZone?: true }>> = METRICS
const metricsOf = ({ properties }: Widget) => (properties['metrics'] ?? []) as readonly (readonly unknown[])[]

/** The body as CloudWatch gets it, with every variable resolved. */
function rendered(): { readonly widgets: readonly Widget[] } {
  const [body] = dashboardTemplate().Resources.Dashboard.Properties.DashboardBody['Fn::Sub']
  const text = body
    .replaceAll('${Promises}', 'arn:one","arn:two')
    .replaceAll(/\$\{!/g, '${')
    .replaceAll(/\$\{[A-Z][\w:.]+\}/g, 'x')
  return JSON.parse(text) as { widgets: Widget[] }
}

describe('the dashboard', () => {
  test('shows metrics that Holdfast emits, with the dimensions that they have', () => {
    const shown = widgets().flatMap(metricsOf)
    expect(shown.length).toBeGreaterThan(15)
    for (const [namespace, name, ...dimensions] of shown.filter(([first]) => first === 'Holdfast')) {
      expect([namespace, table[String(name)]]).toEqual(['Holdfast', expect.anything()])
      expect([name, dimensions.slice(0, 2)]).toEqual([name, ['service', '${AWS::StackName}']])
      expect(table[String(name)]?.perZone).toBeUndefined()
    }
  })

  test('searches for zones only where a metric has one number for each', () => {
    const searched = JSON.stringify(widgets()).matchAll(
      /SEARCH\('\{Holdfast,service,Zone\} MetricName=\\+"(\w+)/g,
    )
    const names = [...searched].map(([, name]) => name ?? '')
    expect(names).toEqual(['OldestUnprotectedAge'])
    expect(names.every((name) => table[name]?.perZone)).toBe(true)
  })

  test('is JSON once its variables are resolved, with the alarms of the promises at the top', () => {
    const [header, promises] = rendered().widgets
    expect(header?.properties['markdown']).toContain('Are we protected?')
    expect(promises).toMatchObject({ type: 'alarm', y: 3, properties: { alarms: ['arn:one', 'arn:two'] } })
    expect(JSON.stringify(rendered())).toContain("${PROP('Dim.Zone')}")
  })

  test('has no widget that lies on another, or beyond the 24 columns', () => {
    const cells = widgets().flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, n) => `${x + (n % width)},${y + Math.floor(n / width)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(Math.max(...widgets().map(({ x, width }) => x + width))).toBe(24)
  })
})
