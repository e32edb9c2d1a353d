import type { JsonObject } from '../model/json.ts'

/** Stage of a CloudFront function: what is worked on, and what viewers get. */
export type FunctionStage = 'DEVELOPMENT' | 'LIVE'

/** An answer of CloudFront together with the version of what it describes. */
export interface Described {
  readonly description: JsonObject
  readonly etag: string
}

/** One pair of a key value store. The value is data: never logged. */
export interface KeyValue {
  readonly key: string
  readonly value: string
}

/**
 * CloudFront's control plane and the data of its key value stores, read only. Same conventions and errors as
 * LambdaApi. CloudFront is one zone for the whole account.
 */
export interface CloudFrontApi {
  /** Summaries of every function that has this stage. */
  listFunctions(stage: FunctionStage): Promise<readonly JsonObject[]>
  /** Summary of one function in one stage; `undefined` when there is none. */
  describeFunction(name: string, stage: FunctionStage): Promise<Described | undefined>
  /** Source of one stage, at most 10 KB (CloudFront quotas); its ETag is the one that `describeFunction` gives. */
  getFunctionCode(
    name: string,
    stage: FunctionStage,
  ): Promise<{ readonly code: Uint8Array; readonly etag: string } | undefined>
  listKeyValueStores(): Promise<readonly JsonObject[]>
  describeKeyValueStore(name: string): Promise<Described | undefined>
  /** The data plane's own description: number and size of the pairs. Its ETag changes with every write of a pair. */
  describeKeyValues(arn: string): Promise<Described | undefined>
  /** Every pair, at most 5 MB (CloudFront quotas); `undefined` when there is no such store. */
  listKeyValues(arn: string): Promise<readonly KeyValue[] | undefined>
  /** Summaries of every distribution, cache behaviours included. */
  listDistributions(): Promise<readonly JsonObject[]>
  /** A distribution with its `DistributionConfig`. */
  getDistribution(id: string): Promise<Described | undefined>
  listTags(arn: string): Promise<Readonly<Record<string, string>>>
}
