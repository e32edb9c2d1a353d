import { announcedBlob } from '../../capture/code-ref.ts'
import { AccessDeniedError, NotFoundError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import type { LayerContent } from '../../model/manifest.ts'
import { given, objectsOf, textOf } from '../../model/members.ts'
import type { FunctionPlan } from './function-plan.ts'
import { refuseLarge } from './refuse-large.ts'
import { statementsOf } from '../steps/put-policy.ts'

/** Layer versions that the target cannot use are published again from their bytes. */
export async function planLayers(plan: FunctionPlan): Promise<void> {
  for (const arn of namedLayers(plan)) {
    const layer = plan.wanted.layers?.find((one) => one.arn === arn)
    if (await isUsable(plan, arn, layer)) continue
    if (layer?.blob === undefined) {
      plan.problem(
        'missing',
        `The layer version ${arn} is not there, and the point does not have its bytes.`,
        MAP_IT,
      )
    } else {
      publish(plan, layer, layer.blob)
    }
  }
}

const MAP_IT = 'Name another under layer: in the file of --map.'

/** Layers that the states name which the target is given. */
function namedLayers({ wanted, item }: FunctionPlan): readonly string[] {
  if (item.mode === 'update' && !item.parts.includes('configuration')) return []
  const states = [wanted, ...(wanted.versions ?? [])].map(({ configuration }) => configuration)
  const arns = states.flatMap((one) => objectsOf(one, 'Layers').map((layer) => textOf(layer, 'Arn') ?? ''))
  return [...new Set(arns)].filter((arn) => arn !== '')
}

/** A version of the same number and other bytes is another layer version. */
async function isUsable(plan: FunctionPlan, arn: string, layer: LayerContent | undefined): Promise<boolean> {
  try {
    const { content } = await plan.place.lambda.getLayerVersion(arn)
    const found = announcedBlob(content)
    return layer?.blob === undefined || found === undefined || found.sha256 === layer.blob.sha256
  } catch (error) {
    // A layer of another account may be used without being read: where it was used, it can be used again.
    if (error instanceof AccessDeniedError) return isWhereItWas(plan, arn)
    if (error instanceof NotFoundError) return false
    throw error
  }
}

function isWhereItWas({ source }: FunctionPlan, arn: string): boolean {
  return source.layers?.some((one) => one.arn === arn) === true
}

function publish(plan: FunctionPlan, layer: LayerContent, blob: NonNullable<LayerContent['blob']>): void {
  const name = layer.arn.split(':')[6] ?? ''
  refuseLarge(plan, `The layer ${name}`, blob)
  plan.step({
    action: 'publish-layer',
    resource: layer.arn,
    what: `Publish the layer ${name} in ${plan.item.target.zone} from its bytes`,
    why: `${layer.arn} is not there. It gets a new number, and what names it follows.`,
    undo: { can: true, how: 'The layer version that was published is deleted.' },
    input: {
      arn: layer.arn,
      name,
      blob,
      settings: layerSettings(layer.description),
      permissions: [...statementsOf(layer.policy ?? null)],
    },
  })
}

function layerSettings(description: JsonObject): JsonObject {
  const { Description, CompatibleRuntimes, CompatibleArchitectures, LicenseInfo } = description
  return given({ Description, CompatibleRuntimes, CompatibleArchitectures, LicenseInfo })
}
