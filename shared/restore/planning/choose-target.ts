import { NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { freeName } from '../../model/free-name.ts'
import type { FunctionPoint } from '../../model/manifest.ts'
import { textOf } from '../../model/members.ts'
import type { RestoreItem, RestoreProblem, RestoreRequest } from '../../model/restore.ts'
import type { LambdaApi } from '../../ports/lambda-api.ts'
import type { ItemRequest } from '../item-plan.ts'
import type { PlanPorts } from '../restore-ports.ts'

/** The longest name of a function (API reference, CreateFunction). */
const MAX_NAME = 64
const NAME = /^[\w-]+$/

/** Where a point goes, and what stands in the way of that. */
export interface ChosenTarget {
  readonly item: Omit<RestoreItem, 'versions'>
  readonly problems: readonly Omit<RestoreProblem, 'item'>[]
}

/** Chooses account, region and name of the target, and whether it is created or goes back to the point. */
export async function chooseTarget(
  ports: PlanPorts,
  { key, point, request }: ItemRequest<FunctionPoint>,
): Promise<ChosenTarget> {
  const { resource: source } = point
  const zone = request.target.region ?? request.map.region?.[source.zone] ?? source.zone
  const asked = request.target.name ?? source.name
  const { lambda } = ports.openPlace(zone)
  const isThere = isName(asked) && (await exists(lambda, asked))
  const name = isThere && request.onConflict === 'rename' ? await renamed(lambda, asked) : asked
  const item = {
    point: key,
    pointId: point.id,
    takenAt: point.takenAt,
    source,
    target: { account: ports.account, zone, kind: 'function', name },
    partition: partitionOf(point),
    mode: isThere && request.onConflict !== 'rename' ? 'update' : 'create',
    parts: request.parts,
    needs: [] as number[],
  } as const
  return { item, problems: [...nameProblems(asked), ...conflicts(request, isThere, asked, zone)] }
}

function isName(name: string): boolean {
  return name.length <= MAX_NAME && NAME.test(name)
}

function nameProblems(name: string): readonly Omit<RestoreProblem, 'item'>[] {
  if (isName(name)) return []
  const what =
    name.length > MAX_NAME
      ? `The name ${name} has ${name.length} characters; a function's has at most ${MAX_NAME}.`
      : `${name} is no name of a function.`
  return [{ kind: 'invalid', what, advice: 'Give another with --name: letters, digits, - and _.' }]
}

function conflicts({ onConflict }: RestoreRequest, isThere: boolean, name: string, zone: string) {
  if (!isThere || onConflict !== 'refuse') return []
  const advice =
    'Say --on-conflict update to take it back to the point, --on-conflict rename or --name NAME to restore beside it.'
  return [{ kind: 'conflict' as const, what: `There is a function ${name} in ${zone}.`, advice }]
}

async function renamed(lambda: LambdaApi, name: string): Promise<string> {
  return await freeName(
    `${name.slice(0, MAX_NAME - '-restored'.length)}-restored`,
    MAX_NAME,
    async (candidate) => !(await exists(lambda, candidate)),
  )
}

async function exists(lambda: LambdaApi, name: string): Promise<boolean> {
  try {
    await lambda.getFunction({ name })
    return true
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}

/** The partition of the source; regions of one account share it. */
function partitionOf({ content }: FunctionPoint): string {
  return parseArn(textOf(content.configuration, 'FunctionArn') ?? '')?.partition ?? 'aws'
}
