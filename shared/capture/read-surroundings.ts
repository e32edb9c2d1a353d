import type { JsonObject } from '../model/json.ts'
import type { FunctionContent } from '../model/manifest.ts'
import { given, objectOf, textOf, textsOf } from '../model/members.ts'
import { sorted, split } from './normalise.ts'
import type { Reader } from './reading.ts'
import { LAMBDA_LOG_PREFIX } from './scope.ts'

type Surroundings = Pick<FunctionContent, 'logGroup' | 'role' | 'placement'>

/** Reads what stands around a function: its log group, its role, and for a function in a VPC where its subnets are. */
export async function readSurroundings(reader: Reader, configuration: JsonObject): Promise<Surroundings> {
  return given({
    logGroup: await readLogGroup(reader, configuration),
    role: await readFunctionRole(reader, configuration),
    placement: await readPlacement(reader, configuration),
  })
}

async function readLogGroup({ scope, name, gaps }: Reader, configuration: JsonObject) {
  const group = textOf(objectOf(configuration, 'LoggingConfig'), 'LogGroup') ?? `${LAMBDA_LOG_PREFIX}${name}`
  return gaps.read('logGroup', async () => {
    const found = await scope.logGroup(group)
    return found === undefined ? null : split('LogGroup', found).kept
  })
}

async function readFunctionRole({ scope, gaps }: Reader, configuration: JsonObject) {
  const name = textOf(configuration, 'Role')?.split('/').at(-1)
  if (name === undefined) return null
  const { role, gaps: own } = await scope.role(name)
  for (const { part, reason, message } of own) gaps.add(part, reason, message)
  return role
}

async function readPlacement({ scope, surroundings, gaps }: Reader, configuration: JsonObject) {
  const ids = textsOf(objectOf(configuration, 'VpcConfig'), 'SubnetIds')
  if (ids.length === 0) return []
  return gaps.read('placement', async () => {
    const zones = await scope.zones()
    const subnets = await surroundings.listSubnets(ids)
    return sorted(subnets, 'SubnetId').map((subnet) => place(subnet, zones))
  })
}

/** Where a subnet is; not how full it is, nor anything else that its owner may change about it. */
function place(subnet: JsonObject, zones: readonly JsonObject[]): JsonObject {
  const zone = zones.find((one) => textOf(one, 'ZoneName') === textOf(subnet, 'AvailabilityZone'))
  const members = ['SubnetId', 'VpcId', 'CidrBlock', 'AvailabilityZone', 'AvailabilityZoneId', 'OutpostArn']
  const known = members.map((member) => [member, textOf(subnet, member)] as const)
  const type = [['ZoneType', textOf(zone ?? {}, 'ZoneType')] as const]
  return Object.fromEntries([...known, ...type].filter(([, value]) => value !== undefined)) as JsonObject
}
