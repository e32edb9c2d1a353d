import type { Measure, Picture } from './visualization.ts'

type Members = Readonly<Record<string, unknown>>

/** How a picture looks: what OpenSearch Dashboards itself writes for one that nobody changed, and no member less. */
export function paramsOf({ type, measures }: Picture): Members {
  if (type === 'metric') return numbers()
  if (type === 'table') return table()
  return bars(type, measures)
}

function numbers(): Members {
  const metric = {
    percentageMode: false,
    useRanges: false,
    colorSchema: 'Green to Red',
    metricColorMode: 'None',
    colorsRange: [{ from: 0, to: 10_000 }],
    labels: { show: true },
    invertColors: false,
    style: { bgFill: '#000', bgColor: false, labelColor: false, subText: '', fontSize: 40 },
  }
  return { addTooltip: true, addLegend: false, type: 'metric', metric }
}

function table(): Members {
  return {
    perPage: 15,
    showPartialRows: false,
    showMetricsAtAllLevels: false,
    showTotal: false,
    totalFunc: 'sum',
    percentageCol: '',
  }
}

/** One upon the other. */
function bars(type: 'histogram' | 'horizontal_bar', measures: readonly Measure[]): Members {
  return {
    type: 'histogram',
    addTooltip: true,
    addLegend: true,
    legendPosition: 'right',
    times: [],
    addTimeMarker: false,
    grid: { categoryLines: false },
    labels: {},
    thresholdLine: { show: false, value: 10, width: 1, style: 'full', color: '#E7664C' },
    ...axes(type),
    seriesParams: measures.map(series),
  }
}

function axes(type: 'histogram' | 'horizontal_bar'): Members {
  const [category, value] = type === 'horizontal_bar' ? ['left', 'bottom'] : ['bottom', 'left']
  const axis = { show: true, style: {}, labels: { show: true, filter: true, rotate: 0, truncate: 100 } }
  const valueScale = { type: 'linear', mode: 'normal' }
  return {
    categoryAxes: [
      {
        ...axis,
        id: 'CategoryAxis-1',
        type: 'category',
        position: category,
        scale: { type: 'linear' },
        title: {},
      },
    ],
    valueAxes: [
      {
        ...axis,
        id: 'ValueAxis-1',
        name: 'LeftAxis-1',
        type: 'value',
        position: value,
        scale: valueScale,
        title: { text: '' },
      },
    ],
  }
}

function series({ label }: Measure, place: number): Members {
  return {
    show: true,
    type: 'histogram',
    mode: 'stacked',
    data: { label, id: String(place + 1) },
    valueAxis: 'ValueAxis-1',
    drawLinesBetweenPoints: true,
    lineWidth: 2,
    showCircles: true,
  }
}
