import type { FleetMap, MapEdge, MapNode } from './fleet-map.ts'
import { inOneLine } from './labels.ts'

/** Which brackets give a node its shape (Mermaid's documentation, "Flowcharts"). */
const SHAPES: Readonly<Record<MapNode['role'], readonly [string, string]>> = {
  source: ['(["', '"])'],
  function: ['["', '"]'],
  reference: ['("', '")'],
}

/** What is missing is dashed, what is not known dotted; what is disabled grey. */
const CLASSES = [
  'classDef missing stroke:#c00,stroke-dasharray:6 4',
  'classDef unknown stroke:#888,stroke-dasharray:2 3',
]
const DISABLED_LINK = 'stroke:#aaa,color:#888'

/**
 * A map in the language of Mermaid, one subgraph for each zone. GitHub and GitLab draw it; Mermaid's own limit is 500
 * arrows and 50,000 characters unless its `maxEdges` and `maxTextSize` are raised.
 */
export function mermaidText({ nodes, edges }: FleetMap): string {
  const zones = Map.groupBy(nodes, (node) => node.zone)
  const disabled = edges.flatMap((edge, index) => (edge.disabled ? [index] : []))
  const lines = [
    'flowchart LR',
    ...[...zones].flatMap(([zone, own]) => zoneLines(zone, own)),
    ...edges.map((edge) => `  ${edgeText(edge)}`),
    ...(nodes.some(({ presence }) => presence !== 'there') ? CLASSES.map((line) => `  ${line}`) : []),
    ...(disabled.length > 0 ? [`  linkStyle ${disabled.join(',')} ${DISABLED_LINK}`] : []),
  ]
  return lines.join('\n')
}

function zoneLines(zone: string, nodes: readonly MapNode[]): readonly string[] {
  return [
    `  subgraph zone_${zone.replaceAll(/\W/g, '_')}["${quoted(zone)}"]`,
    ...nodes.map((node) => `    ${nodeText(node)}`),
    '  end',
  ]
}

function nodeText({ id, role, label, presence }: MapNode): string {
  const [open, close] = SHAPES[role]
  const marked = presence === 'there' ? '' : `:::${presence}`
  return `${id}${open}${label.map(quoted).join('<br>')}${close}${marked}`
}

function edgeText({ from, to, label, disabled }: MapEdge): string {
  return `${from} ${disabled ? '-.->' : '-->'}|"${quoted(label)}"| ${to}`
}

/** Text between quotes. All but harmless characters are written by number, which Mermaid reads as `#34;`. */
function quoted(text: string): string {
  return inOneLine(text).replaceAll(
    /[^\p{L}\p{N} ._:/,()-]/gu,
    (character) => `#${character.codePointAt(0) ?? 0};`,
  )
}
