import { createHash } from 'node:crypto'
import { parseArn } from '../model/arn.ts'
import { EDGE_ZONE } from '../model/edge.ts'
import type { FunctionPoint } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import { resourcePath } from '../model/resource.ts'
import { withoutQualifier } from '../model/make-arn.ts'
import type { Fleet } from './fleet.ts'
import { fleetWakes } from './fleet.ts'
import { labelOf } from './labels.ts'
import { selectsFunction, selectsWake } from './selection.ts'
import type { Selection } from './selection.ts'
import { functionArnOf, wakesOf } from './wake.ts'
import type { Wake } from './wake.ts'

/** What is known of a thing: that it is there, that it is missing, or nothing. */
export type Presence = 'there' | 'missing' | 'unknown'

/** One thing on the map. */
export interface MapNode {
  /** The same for the same ARN, in every map: a letter and hexadecimal digits. */
  readonly id: string
  readonly role: 'source' | 'function' | 'reference'
  readonly arn: string
  readonly label: readonly string[]
  /** Region, `edge`, or `global` for what has none. */
  readonly zone: string
  readonly presence: Presence
}

/** An arrow: a source wakes a function, or a function needs something. */
export interface MapEdge {
  readonly from: string
  readonly to: string
  readonly label: string
  readonly disabled: boolean
}

/** Sources, functions and what they need; nodes in order of zone and ARN, edges in order of their ends. */
export interface FleetMap {
  readonly nodes: readonly MapNode[]
  readonly edges: readonly MapEdge[]
}

/** Where things are that belong to no region, such as roles. */
const GLOBAL_ZONE = 'global'

/** How a map is drawn. */
export interface MapOptions {
  /** Only these functions, with what wakes them and what they need. */
  readonly selection: Selection
  /** What people call a kind of trigger. */
  readonly titleOf: (kind: string) => string
}

/**
 * The map of a fleet. A thing that is both a source and a reference, or a function that another one needs, is one node.
 */
export function mapFleet(fleet: Fleet, { selection, titleOf }: MapOptions): FleetMap {
  const nodes = new Map<string, MapNode>()
  const edges = new Map<string, MapEdge>()
  const arns = functionArns(fleet)
  const points = fleet.points
    .filter((point) => isPointOf('function', point))
    .filter(({ resource }) => selectsFunction(selection, resource))
  for (const point of points.toSorted((a, b) => a.takenAt.localeCompare(b.takenAt))) {
    addReferences(nodes, edges, point)
    addSources(nodes, edges, point)
  }
  const wakes = fleetWakes(fleet).filter((wake) => selectsWake(selection, wake))
  for (const wake of wakes) addWake(nodes, edges, { wake, titleOf, arns })
  return {
    nodes: [...nodes.values()].toSorted((a, b) => order(`${a.zone} ${a.arn}`, `${b.zone} ${b.arn}`)),
    edges: [...edges.values()].toSorted((a, b) => order(edgeKey(a), edgeKey(b))),
  }
}

function addReferences(nodes: Map<string, MapNode>, edges: Map<string, MapEdge>, point: FunctionPoint): void {
  const from = addNode(nodes, 'function', { arn: functionArnOf(point), exists: true })
  for (const { arn, as, exists } of point.content.references ?? []) {
    const to = addNode(nodes, 'reference', { arn, exists })
    addEdge(edges, { from, to, label: as.join(', '), disabled: false })
  }
}

/** Sources with where and whether they are; what may wake the function and does not hangs on a grey arrow. */
function addSources(nodes: Map<string, MapNode>, edges: Map<string, MapEdge>, point: FunctionPoint): void {
  const used = new Set(wakesOf(point).map(({ source }) => source))
  const to = idOf(functionArnOf(point))
  for (const { arn, exists, region } of point.content.sources ?? []) {
    const from = addNode(nodes, 'source', { arn, exists, region })
    const label = exists === null ? 'not known' : 'permission only'
    if (!used.has(arn)) addEdge(edges, { from, to, label, disabled: true })
  }
}

interface WakeToAdd {
  readonly wake: Wake
  readonly titleOf: (kind: string) => string
  /** ARNs of the functions whose points were read, by place; the others are gone, or were never captured. */
  readonly arns: ReadonlyMap<string, { readonly arn: string; readonly exists: boolean }>
}

function addWake(
  nodes: Map<string, MapNode>,
  edges: Map<string, MapEdge>,
  { wake, titleOf, arns }: WakeToAdd,
): void {
  const known = arns.get(resourcePath(wake.function))
  const to = addNode(nodes, 'function', known ?? { arn: wake.invokes, exists: null })
  const from = addNode(nodes, 'source', { arn: wake.source, exists: wake.exists, zone: wake.function.zone })
  addEdge(edges, { from, to, label: titleOf(wake.kind), disabled: wake.state === 'disabled' })
}

interface Thing {
  readonly arn: string
  readonly exists: boolean | null
  /** Where it is, when the ARN does not say. */
  readonly region?: string | undefined
  /** Where it is taken to be when nothing says so: what is no ARN is drawn beside its function. */
  readonly zone?: string
}

const ROLE_ORDER = ['reference', 'source', 'function'] as const

function addNode(nodes: Map<string, MapNode>, role: MapNode['role'], thing: Thing): string {
  const arn = /^arn:[\w-]+:lambda:[^:]*:\d*:function:/.test(thing.arn)
    ? withoutQualifier(thing.arn)
    : thing.arn
  const id = idOf(arn)
  const before = nodes.get(id)
  const roles = [role, ...(before === undefined ? [] : [before.role])]
  nodes.set(id, {
    id,
    role: ROLE_ORDER.findLast((one) => roles.includes(one)) ?? role,
    arn,
    label: labelOf(arn),
    zone: thing.region ?? before?.zone ?? zoneOf(arn, thing.zone),
    presence: presenceOf(thing) ?? before?.presence ?? 'unknown',
  })
  return id
}

/** `undefined` when nothing new is known. */
function presenceOf({ exists }: Thing): Presence | undefined {
  if (exists === null) return undefined
  return exists ? 'there' : 'missing'
}

function addEdge(edges: Map<string, MapEdge>, edge: MapEdge): void {
  const before = edges.get(edgeKey(edge))
  edges.set(edgeKey(edge), { ...edge, disabled: edge.disabled && (before?.disabled ?? true) })
}

function functionArns({ points, deleted }: Fleet): WakeToAdd['arns'] {
  const lambdas = points.filter((point) => isPointOf('function', point))
  const edge = points.filter((point) => isPointOf('cloudfront-function', point))
  return new Map([
    ...lambdas.map((one) => entryOf(one.resource, functionArnOf(one), true)),
    ...edge.map((one) => entryOf(one.resource, one.content.arn, true)),
    ...deleted.flatMap(({ resource, last }) =>
      last === undefined ? [] : [entryOf(resource, functionArnOf(last), false)],
    ),
  ])
}

function entryOf(resource: Wake['function'], arn: string, exists: boolean) {
  return [resourcePath(resource), { arn, exists }] as const
}

/** A hash of the ARN: no two are alike, and no letter of an ARN can disturb the syntax of a graph. */
function idOf(arn: string): string {
  return `n${createHash('sha256').update(arn).digest('hex').slice(0, 12)}`
}

function zoneOf(arn: string, otherwise: string | undefined): string {
  const parsed = parseArn(arn)
  if (parsed === undefined) return otherwise ?? GLOBAL_ZONE
  if (parsed.service === 'cloudfront') return EDGE_ZONE
  return parsed.region ?? GLOBAL_ZONE
}

function edgeKey({ from, to, label }: MapEdge): string {
  return `${from} ${to} ${label}`
}

function order(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
