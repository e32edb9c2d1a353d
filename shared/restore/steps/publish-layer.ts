import * as z from 'zod'
import { announcedBlob } from '../../capture/code-ref.ts'
import type { JsonObject } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import { BlobRef } from '../../model/manifest.ts'
import { given, numberOf, objectOf, textOf } from '../../model/members.ts'
import type { Place, RestorePorts } from '../restore-ports.ts'
import { sendBlob } from '../send-code.ts'
import type { StepAction, StepContext } from '../step-action.ts'

const Input = z.object({
  /** ARN of the layer version as the plan names it. */
  arn: z.string(),
  name: z.string(),
  blob: BlobRef,
  /** Description, runtimes, architectures and licence, as PublishLayerVersion takes them. */
  settings: JsonObjectSchema,
  /** Statements of the layer version's policy: who else may use it. */
  permissions: z.array(JsonObjectSchema),
})
type Input = z.infer<typeof Input>

const Before = z.object({ versions: z.array(z.number()) })

/** Versions of a layer that are compared with the one of the point: newest first, for an identical one is rarely old. */
const COMPARED = 10

/** Publishes a layer version of the point again, unless the layer has one with the same bytes. */
export const publishLayer: StepAction = {
  action: 'publish-layer',
  async before({ input }, { place }): Promise<JsonObject> {
    return { versions: await numbersOf(place, Input.parse(input).name) }
  },
  async carryOut(ports, { input }, context) {
    const layer = Input.parse(input)
    const arn = (await findSame(context.place, layer)) ?? (await publish(ports, context, layer))
    if (!Before.parse(context.before).versions.includes(versionOf(arn)))
      await permit(context.place, layer, arn)
    return { arn, renumbering: { layers: { [layer.arn]: arn } } }
  },
  async takeBack(_ports, { input }, { place }, { before }) {
    const layer = Input.parse(input)
    const { versions } = Before.parse(before)
    const arn = await findSame(place, layer)
    if (arn !== undefined && !versions.includes(versionOf(arn))) {
      await place.writer.deleteLayerVersion(layer.name, versionOf(arn))
    }
    return undefined
  },
}

async function publish(ports: RestorePorts, context: StepContext, layer: Input): Promise<string> {
  const input = { LayerName: layer.name, ...layer.settings }
  const answer = await sendBlob(ports.vault, context, layer.blob, (code) =>
    context.place.writer.publishLayer(input, code),
  )
  return textOf(answer, 'LayerVersionArn') ?? ''
}

async function findSame({ lambda, writer }: Place, { name, blob }: Input): Promise<string | undefined> {
  for (const listed of (await writer.listLayerVersions(name)).slice(0, COMPARED)) {
    const arn = textOf(listed, 'LayerVersionArn') ?? ''
    const { content } = await lambda.getLayerVersion(arn)
    if (announcedBlob(content)?.sha256 === blob.sha256) return arn
  }
  return undefined
}

/** A statement that is there already was added by an attempt before this one. */
async function permit({ lambda, writer }: Place, { name, permissions }: Input, arn: string): Promise<void> {
  if (permissions.length === 0) return
  const present = JSON.stringify((await lambda.getLayerPolicy(arn)) ?? {})
  for (const statement of permissions) {
    const sid = textOf(statement, 'Sid') ?? ''
    if (present.includes(JSON.stringify(sid))) continue
    await writer.addLayerPermission({
      LayerName: name,
      VersionNumber: versionOf(arn),
      ...layerPermission(statement),
    })
  }
}

/** A statement of a layer's policy as AddLayerVersionPermission takes it: a principal, and perhaps an organization. */
function layerPermission(statement: JsonObject): JsonObject {
  const principal = statement['Principal']
  const named = typeof principal === 'string' ? principal : textOf(objectOf(statement, 'Principal'), 'AWS')
  const equals = objectOf(objectOf(statement, 'Condition'), 'StringEquals')
  return {
    StatementId: textOf(statement, 'Sid') ?? '',
    Action: textOf(statement, 'Action') ?? 'lambda:GetLayerVersion',
    Principal: accountOf(named ?? '*'),
    ...given({ OrganizationId: textOf(equals, 'aws:PrincipalOrgID') }),
  }
}

/** `arn:aws:iam::123456789012:root` was given as the account's number. */
function accountOf(principal: string): string {
  return /^arn:[\w-]+:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal
}

async function numbersOf({ writer }: Place, name: string): Promise<number[]> {
  return (await writer.listLayerVersions(name)).flatMap((one) => numberOf(one, 'Version') ?? [])
}

/** `arn:aws:lambda:eu-west-1:123456789012:layer:name:3`. */
function versionOf(arn: string): number {
  return Number(arn.split(':')[7])
}
