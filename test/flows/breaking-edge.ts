import type { DistributionConfig } from '@aws-sdk/client-cloudfront'
import {
  DeleteFunctionCommand,
  DeleteKeyValueStoreCommand,
  DescribeFunctionCommand,
  DescribeKeyValueStoreCommand,
  GetDistributionConfigCommand,
  PublishFunctionCommand,
  UpdateDistributionCommand,
  UpdateFunctionCommand,
} from '@aws-sdk/client-cloudfront'
import type { UpdateKeysCommandInput } from '@aws-sdk/client-cloudfront-keyvaluestore'
import {
  DescribeKeyValueStoreCommand as DescribePairsCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore'
import type { Clients } from '../../local/clients.ts'

type EdgeClients = Pick<Clients, 'cloudfront' | 'keyValues'>

/** What somebody does to the edge by mistake, through the SDK alone. */
export function breakEdge({ cloudfront, keyValues }: EdgeClients) {
  const etagOf = async (Name: string) =>
    (await cloudfront.send(new DescribeFunctionCommand({ Name, Stage: 'DEVELOPMENT' }))).ETag
  const publish = async (Name: string) => {
    await cloudfront.send(new PublishFunctionCommand({ Name, IfMatch: await etagOf(Name) }))
  }
  const changePairs = async (Name: string, changes: Pick<UpdateKeysCommandInput, 'Puts' | 'Deletes'>) => {
    const { KeyValueStore } = await cloudfront.send(new DescribeKeyValueStoreCommand({ Name }))
    const KvsARN = KeyValueStore?.ARN
    const { ETag: IfMatch } = await keyValues.send(new DescribePairsCommand({ KvsARN }))
    await keyValues.send(new UpdateKeysCommand({ KvsARN, IfMatch, ...changes }))
  }
  return {
    publish,
    async deleteFunction(Name: string): Promise<void> {
      await cloudfront.send(new DeleteFunctionCommand({ Name, IfMatch: await etagOf(Name) }))
    },
    /** With its pairs, which the emulator would keep for the next store of that name. */
    async deleteStore(Name: string, keys: readonly string[]): Promise<void> {
      await changePairs(Name, { Deletes: keys.map((Key) => ({ Key })) })
      const { ETag: IfMatch } = await cloudfront.send(new DescribeKeyValueStoreCommand({ Name }))
      await cloudfront.send(new DeleteKeyValueStoreCommand({ Name, IfMatch }))
    },
    /** Other source and configuration, published. */
    async replaceFunction(Name: string): Promise<void> {
      const FunctionCode = Buffer.from('function handler(event) { return event.request }')
      const FunctionConfig = { Comment: 'By mistake', Runtime: 'cloudfront-js-2.0' } as const
      const IfMatch = await etagOf(Name)
      await cloudfront.send(new UpdateFunctionCommand({ Name, IfMatch, FunctionConfig, FunctionCode }))
      await publish(Name)
    },
    /** One pair changed, one gone, one that was not there. */
    async replacePairs(Name: string, changed: string, gone: string): Promise<void> {
      const Puts = [changed, '/by-mistake'].map((Key) => ({ Key, Value: '/by-mistake' }))
      await changePairs(Name, { Puts, Deletes: [{ Key: gone }] })
    },
    async changeDistribution(Id: string, change: (config: DistributionConfig) => DistributionConfig) {
      const { DistributionConfig, ETag } = await cloudfront.send(new GetDistributionConfigCommand({ Id }))
      if (DistributionConfig === undefined) throw new Error(`${Id} has no configuration`)
      const changed = { Id, IfMatch: ETag, DistributionConfig: change(DistributionConfig) }
      await cloudfront.send(new UpdateDistributionCommand(changed))
    },
  }
}

const NONE = { Quantity: 0 }

/** Without the CloudFront functions of the default behaviour. */
export function withoutDefault(config: DistributionConfig): DistributionConfig {
  const DefaultCacheBehavior = { ...config.DefaultCacheBehavior!, FunctionAssociations: NONE }
  return { ...config, DefaultCacheBehavior }
}

/** Without any function in the behaviours of paths. */
export function withoutPaths(config: DistributionConfig): DistributionConfig {
  const Items = config.CacheBehaviors?.Items?.map((one) => ({
    ...one,
    FunctionAssociations: NONE,
    LambdaFunctionAssociations: NONE,
  }))
  return { ...config, CacheBehaviors: { Quantity: Items?.length, Items } }
}
