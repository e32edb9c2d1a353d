import type { FleetMap, MapEdge, MapNode } from './fleet-map.ts'
import { inOneLine } from './labels.ts'

const SHAPES: Readonly<Record<MapNode['role'], string>> = {
  source: 'ellipse',
  function: 'box',
  reference: 'note',
}

const STYLES: Readonly<Record<MapNode['presence'], readonly string[]>> = {
  there: [],
  missing: ['style=dashed', 'color="#cc0000"'],
  unknown: ['style=dotted', 'color="#888888"'],
}

/** A map in the language of Graphviz: one cluster for each zone, whole ARNs as tooltips. For `dot -Tsvg`. */
export function dotText({ nodes, edges }: FleetMap): string {
  const zones = Map.groupBy(nodes, (node) => node.zone)
  return [
    'digraph holdfast {',
    '  rankdir=LR',
    '  graph [fontname="sans-serif", fontsize=11]',
    '  node [fontname="sans-serif", fontsize=10]',
    '  edge [fontname="sans-serif", fontsize=9]',
    ...[...zones].flatMap(([zone, own]) => zoneLines(zone, own)),
    ...edges.map((edge) => `  ${edgeText(edge)}`),
    '}',
  ].join('\n')
}

function zoneLines(zone: string, nodes: readonly MapNode[]): readonly string[] {
  return [
    `  subgraph ${quoted(`cluster_${zone}`)} {`,
    `    label=${quoted(zone)}`,
    ...nodes.map((node) => `    ${nodeText(node)}`),
    '  }',
  ]
}

function nodeText({ id, role, label, arn, presence }: MapNode): string {
  const lines = label.map(escaped).join('\\n')
  const attributes = [`label="${lines}"`, `tooltip=${quoted(arn)}`, `shape=${SHAPES[role]}`]
  return `${id} [${[...attributes, ...STYLES[presence]].join(', ')}]`
}

function edgeText({ from, to, label, disabled }: MapEdge): string {
  const grey = disabled ? ', color="#aaaaaa", fontcolor="#888888"' : ''
  return `${from} -> ${to} [label=${quoted(label)}${grey}]`
}

function quoted(text: string): string {
  return `"${escaped(text)}"`
}

/** A backslash begins an escape, and `&` an entity, also inside quotes (Graphviz, "The DOT Language", "escString"). */
function escaped(text: string): string {
  return inOneLine(text)
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('&', '&amp;')
}
