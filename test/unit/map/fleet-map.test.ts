import { describe, expect, test } from '@jest/globals'
import { Graphviz } from '@hpcc-js/wasm-graphviz'
import * as fc from 'fast-check'
import { dotText } from '../../../shared/map/dot.ts'
import type { FleetMap } from '../../../shared/map/fleet-map.ts'
import { mapFleet } from '../../../shared/map/fleet-map.ts'
import { mermaidText } from '../../../shared/map/mermaid.ts'
import {
  GONE_BUCKET,
  QUEUE,
  SECRET_ARN,
  STREAM,
  TOPIC,
  UPLOADS,
  arnOf,
  fleetVault,
  mapping,
  nothing,
  source,
  triggerFleet,
} from '../../fakes/trigger-fleet.ts'

const titleOf = (kind: string) => kind
const ORDERS = arnOf('lambda', 'function:orders')

async function sampleMap(selection = {}): Promise<FleetMap> {
  return mapFleet((await triggerFleet()).fleet, { selection, titleOf })
}

function nodeOf({ nodes }: FleetMap, arn: string) {
  return nodes.find((node) => node.arn === arn)
}

/** An edge by the ARNs at its ends. */
function edgeOf({ nodes, edges }: FleetMap, from: string, to: string) {
  const id = (arn: string) => nodes.find((node) => node.arn === arn)?.id
  return edges.find((edge) => edge.from === id(from) && edge.to === id(to))
}

describe('the map of a fleet', () => {
  test('leads from sources to functions to what they need', async () => {
    const map = await sampleMap()
    expect(edgeOf(map, QUEUE, ORDERS)).toMatchObject({ label: 'event-source-mapping', disabled: false })
    expect(edgeOf(map, ORDERS, SECRET_ARN)).toMatchObject({ label: 'secret' })
    expect(nodeOf(map, ORDERS)).toMatchObject({
      role: 'function',
      label: ['orders', 'lambda'],
      zone: 'eu-west-1',
    })
  })

  test('says what is missing, what could not be told, and what is disabled', async () => {
    const map = await sampleMap()
    expect(nodeOf(map, SECRET_ARN)?.presence).toBe('missing')
    expect(nodeOf(map, GONE_BUCKET)?.presence).toBe('missing')
    expect(nodeOf(map, arnOf('kms', 'key/1'))?.presence).toBe('unknown')
    expect(edgeOf(map, STREAM, ORDERS)?.disabled).toBe(true)
    expect(edgeOf(map, GONE_BUCKET, ORDERS)).toMatchObject({ label: 'permission only', disabled: true })
  })

  test('puts a bucket where it is, and what no region has with its like', async () => {
    const map = await sampleMap()
    expect(nodeOf(map, UPLOADS)?.zone).toBe('eu-west-2')
    expect(nodeOf(map, 'arn:aws:iam::111122223333:role/orders')?.zone).toBe('global')
  })

  test('is one node for what several functions share, and for a function that another one needs', async () => {
    const { put, fleet } = fleetVault()
    const own = (name: string) => ({ ...mapping('1', QUEUE, 'Enabled', name) })
    await put({ name: 'a', content: { ...nothing(), eventSourceMappings: [own('a')] } })
    const references = [{ arn: arnOf('lambda', 'function:a:live'), as: ['destination'], exists: true }]
    await put({ name: 'b', content: { ...nothing(), eventSourceMappings: [own('b')], references } })
    const { nodes, edges } = mapFleet(await fleet(), { selection: {}, titleOf })
    expect(nodes.map(({ role, label }) => `${role} ${label[0]}`)).toEqual([
      'function a',
      'function b',
      'source orders',
    ])
    expect(edges).toHaveLength(3)
  })

  test('believes the newest of what points say of a source', async () => {
    const { put, fleet } = fleetVault()
    const state = (exists: boolean) => ({ ...nothing(), sources: [source(TOPIC, exists, ['policy/t'])] })
    await put({ name: 'a', at: '2026-11-21T00:00:00.000Z', content: state(false) })
    await put({ name: 'b', at: '2026-11-20T00:00:00.000Z', content: state(true) })
    expect(nodeOf(mapFleet(await fleet(), { selection: {}, titleOf }), TOPIC)?.presence).toBe('missing')
  })

  test('is narrowed to a function, or to a zone; Lambda@Edge belongs to both of its zones', async () => {
    const names = (map: FleetMap) =>
      map.nodes.filter(({ role }) => role === 'function').map(({ label }) => label[0])
    expect(names(await sampleMap({ name: 'mailer' }))).toEqual(['mailer'])
    expect(names(await sampleMap({ zone: 'us-east-1' }))).toEqual(['headers', 'vanished'])
    expect(names(await sampleMap({ zone: 'edge' }))).toEqual(['headers', 'vanished'])
  })

  test('names a node alike in every map', async () => {
    const [whole, part] = [await sampleMap(), await sampleMap({ name: 'orders' })]
    expect(nodeOf(part, TOPIC)?.id).toBe(nodeOf(whole, TOPIC)?.id)
    expect(nodeOf(whole, TOPIC)?.id).toMatch(/^n[0-9a-f]{12}$/)
  })
})

/** Two nodes and an arrow, with texts from anywhere. */
function mapOf([name = '', label = '', zone = '']: readonly string[]): FleetMap {
  const node = { role: 'source', arn: name, label: [name, label], zone, presence: 'there' } as const
  return {
    nodes: [
      { ...node, id: 'n1' },
      { ...node, id: 'n2', presence: 'missing' },
    ],
    edges: [{ from: 'n1', to: 'n2', label, disabled: true }],
  }
}

const HOSTILE = [
  'a"]; n9["evil',
  'x\\" -> n3 [label="y',
  '}\n]--> <b>&amp;</b> %% `end`',
  '\u202e|pipe|',
  'end',
]

// What Mermaid itself says was looked at once by hand (11.17.2, 600 maps of random texts): it takes 183 MB.
describe('in the language of Mermaid', () => {
  test('is a flowchart with one subgraph for each zone', async () => {
    expect(mermaidText(await sampleMap())).toMatchSnapshot()
  })

  test.each(HOSTILE)('keeps %j inside its quotes', (text) => {
    const lines = mermaidText(mapOf([text, text, text])).split('\n')
    const inQuotes = '[^"\\n\\[\\]{}|<>`\\\\]*'
    const label = `${inQuotes}(?:<br>${inQuotes})?`
    const known = [
      'flowchart LR',
      `  subgraph zone_\\w+\\["${inQuotes}"\\]`,
      `    n\\d\\(\\["${label}"\\]\\)(?::::missing)?`,
      '  end',
      `  n1 -\\.->\\|"${label}"\\| n2`,
      '  (?:classDef|linkStyle) [^"]+',
    ]
    expect(lines.filter((line) => !new RegExp(`^(?:${known.join('|')})$`, 'u').test(line))).toEqual([])
    expect(lines).toHaveLength(9)
  })
})

describe('in the language of Graphviz', () => {
  test('is a graph with one cluster for each zone', async () => {
    expect(dotText(await sampleMap())).toMatchSnapshot()
  })

  test('is drawn by Graphviz: every node, every arrow', async () => {
    const graphviz = await Graphviz.load()
    const map = await sampleMap()
    const drawn = JSON.parse(graphviz.dot(dotText(map), 'json')) as Drawn
    expect(drawn.edges).toHaveLength(map.edges.length)
    const ids = drawn.objects.map(({ name }) => name).filter((name) => !name.startsWith('cluster_'))
    expect(ids.toSorted()).toEqual(map.nodes.map(({ id }) => id).toSorted())
  })

  test('says any text as it is, control characters made visible', async () => {
    const graphviz = await Graphviz.load()
    const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ minLength: 1, unit: 'grapheme' }))
    const label = (name: string) => name.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, visible)
    fc.assert(
      fc.property(text, (name) => {
        const drawn = JSON.parse(graphviz.dot(dotText(mapOf([name, 'x', 'z'])), 'json')) as Drawn
        const written = graphviz.dot(dotText(mapOf([name, 'x', 'z'])), 'svg')
        expect(drawn.edges).toHaveLength(1)
        expect(drawn.objects).toHaveLength(3)
        expect(titlesIn(written)).toContain(label(name))
      }),
      { numRuns: 40 },
    )
  })
})

interface Drawn {
  readonly objects: readonly { readonly name: string }[]
  readonly edges: readonly unknown[]
}

function visible(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

/** Tooltips of a drawing, as a browser reads them. */
function titlesIn(svg: string): readonly string[] {
  const titles = [...svg.matchAll(/xlink:title="([^"]*)"/g)].map(([, title = '']) => title)
  const entities: Record<string, string> = {
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
    '&#45;': '-',
  }
  return titles.map((title) =>
    title
      .replaceAll(/&(?:lt|gt|quot|#39|#45);/g, (entity) => entities[entity] ?? entity)
      .replaceAll('&#160;', '\u00a0')
      .replaceAll('&amp;', '&'),
  )
}
