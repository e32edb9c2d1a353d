import { stringify } from 'yaml'
import { parseArn } from '../model/arn.ts'
import type { FunctionContent, FunctionPoint, RecoveryPoint } from '../model/manifest.ts'
import { objectOf, objectsOf, textOf, textsOf } from '../model/members.ts'
import type { RestoreMap } from '../model/restore.ts'
import { namesInEdgePoint } from './edge/names-in-point.ts'
import { namedReferences } from '../triggers/named-references.ts'

const HEAD = `# How names of the recovery point read at the target: on the left as the point says it, on the right what stands
# for it there. Every name maps to itself here, which changes nothing: change those that differ, and leave out the rest.
# Account and region change whatever ARN names them; what is named below itself wins over that.
# Values of environment variables change only when one stands under arn: to the letter.
`

const NOTHING = `# The points name nothing but the account: what is restored needs no map in the same account.
`

/**
 * A file for `--map` with everything that points name and that may be called otherwise at a target.
 *
 * @param edge points of the edge, which have no region of their own
 */
export function writeMap(
  functions: readonly Pick<FunctionPoint, 'resource' | 'content'>[],
  edge: readonly RecoveryPoint[] = [],
): string {
  const maps: readonly NamesOfPoint[] = [
    ...functions.map(({ resource, content }) => ({
      account: [resource.account],
      region: [resource.zone],
      ...namesIn(content),
    })),
    ...edge.map((point) => ({ account: [point.resource.account], arn: namesInEdgePoint(point) })),
  ]
  const sections = SECTIONS.map(
    (section) => [section, identity(maps.flatMap((one) => one[section] ?? []))] as const,
  )
  const used = sections.filter(([, table]) => Object.keys(table).length > 0)
  const isBare = used.every(([section]) => section === 'account')
  return HEAD + (isBare ? NOTHING : '') + stringify(Object.fromEntries(used))
}

type Section = keyof RestoreMap
type NamesOfPoint = Readonly<Partial<Record<Section, readonly string[]>>>
const SECTIONS: readonly Section[] = [
  'account',
  'region',
  'role',
  'subnet',
  'securityGroup',
  'key',
  'layer',
  'fileSystem',
  'arn',
]

function namesIn(content: FunctionContent): Record<Exclude<Section, 'account' | 'region'>, string[]> {
  const states = [content, ...(content.versions ?? [])].map(({ configuration }) => configuration)
  const networks = states.map((one) => objectOf(one, 'VpcConfig'))
  const references = namedReferences(content).filter(({ as }) => as !== 'missing subnet')
  const sources = (content.eventSourceMappings ?? []).map((one) => textOf(one, 'EventSourceArn'))
  const all = [...references.map(({ arn }) => arn), ...sources.filter((arn) => arn !== undefined)]
  const ofService = (service: string) => all.filter((arn) => parseArn(arn)?.service === service)
  return {
    role: ofService('iam'),
    subnet: networks.flatMap((one) => textsOf(one, 'SubnetIds')),
    securityGroup: networks.flatMap((one) => textsOf(one, 'SecurityGroupIds')),
    key: ofService('kms'),
    layer: states.flatMap((one) => objectsOf(one, 'Layers').map((layer) => textOf(layer, 'Arn') ?? '')),
    fileSystem: ofService('elasticfilesystem'),
    arn: all.filter(
      (arn) => !['iam', 'kms', 'elasticfilesystem', 'lambda'].includes(parseArn(arn)?.service ?? ''),
    ),
  }
}

function identity(names: readonly string[]): Record<string, string> {
  return Object.fromEntries([...new Set(names)].toSorted().map((name) => [name, name]))
}
