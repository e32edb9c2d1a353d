import type { FunctionPoint } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import type { RestoreItem, RestorePart, RestorePlan, RestoreRequest } from '../model/restore.ts'
import type { PlannedTest, TestPlan } from '../model/restore-test.ts'
import { createNaming } from '../restore/naming.ts'
import { planRestore } from '../restore/plan-restore.ts'
import type { RestorePorts } from '../restore/restore-ports.ts'
import { scratchLayer } from './scratch-name.ts'

/**
 * What a test restores. Left out is what would wake the function or let others in (triggers, policies, URLs), what takes
 * from the account (concurrency, scaling), and what stays when the function is gone (its log group).
 */
export const TESTED_PARTS: readonly RestorePart[] = [
  'code',
  'configuration',
  'versions',
  'aliases',
  'async-settings',
  'runtime-management',
  'recursion',
  'code-signing',
  'tags',
]

/** Plans the restore of one test: under its scratch name, never over anything, never making a role. */
export async function planScratch(
  ports: RestorePorts,
  { startedBy, map, stagingBuckets }: TestPlan,
  test: PlannedTest,
): Promise<RestorePlan> {
  const request: RestoreRequest = {
    restoreId: test.testId,
    points: [test.point],
    target: { region: test.target.zone, name: test.target.name },
    parts: [...TESTED_PARTS],
    onConflict: 'refuse',
    map,
    start: 'latest',
    withRole: false,
    stagingBuckets,
    principal: startedBy,
  }
  const plan = await planRestore(ports, request)
  const layers = await scratchLayers(ports, plan, test)
  if (Object.keys(layers).length === 0) return plan
  return await planRestore(ports, { ...request, map: { ...map, layer: { ...map.layer, ...layers } } })
}

/** A layer that has to be published again gets a name of the test's own: a test adds no version to a layer in use. */
async function scratchLayers(
  { vault }: RestorePorts,
  { steps, items, request }: RestorePlan,
  { testId, point }: PlannedTest,
): Promise<Record<string, string>> {
  const published = new Set(
    steps.filter(({ action }) => action === 'publish-layer').map(({ resource }) => resource),
  )
  const [item] = items
  if (published.size === 0 || item === undefined) return {}
  const naming = createNaming(request.map, item)
  const manifest = await vault.readManifest(point)
  const arns = isPointOf('function', manifest) ? layerArns(manifest) : []
  const missing = arns.filter((arn) => published.has(naming.text(arn)))
  return Object.fromEntries(missing.map((arn) => [arn, scratchArn(arn, testId, item)]))
}

function layerArns({ content }: FunctionPoint): readonly string[] {
  return (content.layers ?? []).map(({ arn }) => arn)
}

/** `arn:aws:lambda:eu-west-1:123456789012:layer:name:3`. */
function scratchArn(arn: string, testId: string, { target, partition }: RestoreItem): string {
  const [name = '', version = '1'] = arn.split(':').slice(6)
  return `arn:${partition}:lambda:${target.zone}:${target.account}:layer:${scratchLayer(testId, name)}:${version}`
}
