import { parseArn } from '../../model/arn.ts'
import { freeName } from '../../model/free-name.ts'
import type { PointsByKind } from '../../model/manifest.ts'
import { EDGE_ZONE } from '../../model/edge.ts'
import type { CloudFrontApi } from '../../ports/cloudfront-api.ts'
import type { EdgeKind } from '../../edge/keep-edge-reading.ts'
import type { ItemRequest } from '../item-plan.ts'
import { createNaming } from '../naming.ts'
import type { PlanPorts } from '../restore-ports.ts'
import { EdgePlan } from './edge-plan.ts'
import { edgeReaderOf } from './edge-place.ts'

/** The longest name of a CloudFront function and of a key value store (API reference, CreateFunction, CreateKeyValueStore). */
const MAX_NAME = 64
const NAME = /^[\w-]+$/

/** How a kind that can be created is told of and looked for. */
export interface Creatable {
  /** As people call it: `CloudFront function`. */
  readonly called: string
  readonly exists: (cloudfront: CloudFrontApi, name: string) => Promise<boolean>
}

/** Begins the plan of a kind that can be created: chooses its name, and whether it is created or goes back to the point. */
export async function openEdgePlan(
  ports: PlanPorts,
  one: ItemRequest<PointsByKind[EdgeKind]>,
  { called, exists }: Creatable,
): Promise<EdgePlan> {
  const { cloudfront } = edgeReaderOf(ports)
  const { onConflict, target } = one.request
  const asked = target.name ?? one.point.resource.name
  const isThere = isName(asked) && (await exists(cloudfront, asked))
  const isFree = async (candidate: string) => !(await exists(cloudfront, candidate))
  const name = isThere && onConflict === 'rename' ? await freeName(besides(asked), MAX_NAME, isFree) : asked
  const mode = isThere && onConflict !== 'rename' ? 'update' : 'create'
  const plan = beginPlan(ports, one, { name, mode })
  if (!isName(asked)) {
    const what = `${asked} is no name of a ${called}.`
    plan.problem('invalid', what, `Give another with --name: letters, digits, - and _, at most ${MAX_NAME}.`)
  }
  if (isThere && onConflict === 'refuse') plan.problem('conflict', `There is a ${called} ${asked}.`, CONFLICT)
  return plan
}

/** Begins the plan of any resource of the edge, whose name and mode are known. */
export function beginPlan(
  ports: PlanPorts,
  { key, point, request }: ItemRequest<PointsByKind[EdgeKind]>,
  { name, mode }: { readonly name: string; readonly mode: 'create' | 'update' },
): EdgePlan {
  const { resource: source, content } = point
  const item = {
    point: key,
    pointId: point.id,
    takenAt: point.takenAt,
    source,
    target: { account: ports.account, zone: EDGE_ZONE, kind: source.kind, name },
    partition: parseArn(content.arn)?.partition ?? 'aws',
    mode,
    versions: {},
    parts: request.parts,
    needs: [],
  }
  const naming = createNaming(request.map, item)
  const plan = new EdgePlan({ ports, ...edgeReaderOf(ports), request, item, naming })
  if (request.target.region !== undefined)
    plan.remark(`${name} stays at the edge: CloudFront is the same for every region.`)
  for (const { part, message } of point.gaps) plan.lose(part, `The point does not have it: ${message}`)
  return plan
}

const CONFLICT =
  'Say --on-conflict update to take it back to the point, --on-conflict rename or --name NAME to restore beside it.'

function isName(name: string): boolean {
  return name.length <= MAX_NAME && NAME.test(name)
}

function besides(name: string): string {
  return `${name.slice(0, MAX_NAME - '-restored'.length)}-restored`
}
