import type { VPCLatticeClient } from '@aws-sdk/client-vpc-lattice'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { RequestRejectedError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { textOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import type { Grant, Place, SourceChange, SourceReading, TriggerKind } from '../kind.ts'
import type { TargetGroup } from '../../triggers/sole-target.ts'
import { soleTargetWriter } from '../../triggers/sole-target.ts'

const Settings = z.strictObject({
  name: z.string().optional(),
  /** `V1` or `V2`: what the event looks like. */
  lambdaEventStructureVersion: z.string().optional(),
})

const GROUPS = 'arn:${AWS::Partition}:vpc-lattice:*:*:targetgroup/*'

/** A target group of this type holds one function (VPC Lattice User Guide, "Lambda functions as targets"). */
export const kind: TriggerKind = {
  name: 'lattice-target-group',
  title: 'VPC Lattice target group',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['vpc-lattice:GetTargetGroup', 'vpc-lattice:ListTargets'], resource: GROUPS },
    { use: 'read', actions: ['vpc-lattice:ListTargetGroups'], resource: '*' },
    {
      use: 'write',
      actions: ['vpc-lattice:ListTargets', 'vpc-lattice:RegisterTargets', 'vpc-lattice:DeregisterTargets'],
      resource: GROUPS,
    },
  ],
  changes: [
    {
      eventSource: 'vpc-lattice.amazonaws.com',
      eventNames: ['RegisterTargets', 'DeregisterTargets'],
      // Instances and pods come and go all day; functions do not.
      detail: { requestParameters: { targets: { id: [{ wildcard: 'arn:*:lambda:*' }] } } },
      sourcesOf: groupOf,
    },
    {
      eventSource: 'vpc-lattice.amazonaws.com',
      eventNames: ['DeleteTargetGroup'],
      sourcesOf: groupOf,
    },
  ],
  reader: { by: 'policy', principals: ['vpc-lattice.amazonaws.com'], find: findGroups, read: readGroup },
  writer: soleTargetWriter({
    action: 'lattice-target-group/register',
    why: 'VPC Lattice invoked the function when the point was taken.',
    open: openGroup,
  }),
}

/** The call takes an id or an ARN (API reference, `targetGroupIdentifier`). */
function groupOf({ request, partition, region, account }: SourceChange): readonly string[] {
  const name = textOf(request, 'targetGroupIdentifier')
  if (name === undefined) return []
  return [
    parseArn(name) === undefined
      ? `arn:${partition}:vpc-lattice:${region}:${account}:targetgroup/${name}`
      : name,
  ]
}

const sdk = () => import('@aws-sdk/client-vpc-lattice')

async function clientOf(aws: AwsDoor, region = ''): Promise<VPCLatticeClient> {
  const { VPCLatticeClient } = await sdk()
  return aws.client(VPCLatticeClient, region)
}

/** A grant that names no group, or several, means those that do invoke the function. */
async function findGroups(aws: AwsDoor, grant: Grant, { region }: Place): Promise<readonly string[]> {
  const exact = exactSource(grant)
  if (exact !== undefined) return [exact]
  const client = await clientOf(aws, region)
  const { paginateListTargetGroups } = await sdk()
  const pages = paginateListTargetGroups({ client }, { targetGroupType: 'LAMBDA' })
  const groups = await callPages('ListTargetGroups', pages, (page) => page.items)
  const meant = groups.map(({ arn = '' }) => arn).filter((arn) => mayMean(grant, arn))
  const targets = await Promise.all(meant.map((arn) => listTargets(client, arn)))
  return meant.filter((_arn, index) => targets[index]?.includes(grant.invokes))
}

async function readGroup(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const client = await clientOf(aws, region)
  const { GetTargetGroupCommand } = await sdk()
  const command = new GetTargetGroupCommand({ targetGroupIdentifier: source })
  const group = await callOptional('GetTargetGroup', () => client.send(command))
  if (group === undefined) return undefined
  const { name, config, serviceArns = [] } = group
  const settings = plainObject({ name, lambdaEventStructureVersion: config?.lambdaEventStructureVersion })
  const targets = (await listTargets(client, source)) ?? []
  return {
    source: { arn: source, account, region, facts: { serviceArns: serviceArns.toSorted() } },
    triggers: targets.map((invokes) => ({ invokes, settings })),
  }
}

/** Functions that the group invokes; `undefined` when there is no such group. */
async function listTargets(client: VPCLatticeClient, group: string): Promise<readonly string[] | undefined> {
  const { paginateListTargets } = await sdk()
  const pages = paginateListTargets({ client }, { targetGroupIdentifier: group })
  const targets = await callOptional('ListTargets', () =>
    callPages('ListTargets', pages, (page) => page.items),
  )
  const staying = targets?.filter(({ status }) => status !== 'DRAINING').map(({ id = '' }) => id)
  return staying?.filter((id) => parseArn(id)?.service === 'lambda').sort()
}

async function openGroup(aws: AwsDoor, group: string, region: string | undefined): Promise<TargetGroup> {
  const client = await clientOf(aws, region)
  const { DeregisterTargetsCommand, RegisterTargetsCommand } = await sdk()
  const input = (id: string) => ({ targetGroupIdentifier: group, targets: [{ id }] })
  return {
    list: () => listTargets(client, group),
    enter: (id) => accepted('RegisterTargets', () => client.send(new RegisterTargetsCommand(input(id)))),
    leave: (id) => accepted('DeregisterTargets', () => client.send(new DeregisterTargetsCommand(input(id)))),
  }
}

type Answer = {
  readonly unsuccessful?: readonly { readonly failureMessage?: string | undefined }[] | undefined
}

/** The calls answer 200 to targets that they refuse as well, and list them. */
async function accepted(operation: string, send: () => Promise<Answer>): Promise<void> {
  const { unsuccessful: [failure] = [] } = await call(operation, send)
  if (failure !== undefined)
    throw new RequestRejectedError(`${operation}: ${failure.failureMessage ?? 'refused'}`)
}
