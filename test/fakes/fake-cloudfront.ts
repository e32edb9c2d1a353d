import type { JsonObject } from '../../shared/model/json.ts'
import type { CloudFrontApi, Described, FunctionStage, KeyValue } from '../../shared/ports/cloudfront-api.ts'

export const EDGE_ACCOUNT = '123456789012'

/** One call that the fake answered. */
export interface EdgeCall {
  readonly operation: keyof CloudFrontApi
  readonly target: string
}

interface FakeStage {
  readonly code: string
  readonly config: JsonObject
  readonly etag: string
  readonly since: string
}

interface FakeEdgeFunction {
  development: FakeStage
  live: FakeStage | undefined
}

interface FakeStore {
  readonly id: string
  comment: string
  since: string
  etag: string
  status: string
  readonly pairs: Map<string, string>
}

interface FakeDistribution {
  config: JsonObject
  etag: string
  status: string
}

/** CloudFront in memory, mutable between the calls. Every write makes a new ETag, as CloudFront does. */
export class FakeCloudFront implements CloudFrontApi {
  readonly functions = new Map<string, FakeEdgeFunction>()
  readonly stores = new Map<string, FakeStore>()
  readonly distributions = new Map<string, FakeDistribution>()
  readonly tags = new Map<string, Record<string, string>>()
  readonly calls: EdgeCall[] = []
  /** Asked before each answer; may change something, or return an error to throw. */
  before: (call: EdgeCall, number: number) => Error | void = () => {}
  #writes = 0

  arn(kind: 'function' | 'key-value-store' | 'distribution', id: string): string {
    return `arn:aws:cloudfront::${EDGE_ACCOUNT}:${kind}/${id}`
  }

  putFunction(name: string, code: string, config: JsonObject = {}): void {
    const known = this.functions.get(name)
    const development = {
      code,
      config: { Comment: '', Runtime: 'cloudfront-js-2.0', ...config },
      ...this.#version(),
    }
    this.functions.set(name, { development, live: known?.live })
  }

  publish(name: string): void {
    const one = this.functions.get(name)!
    one.live = { ...one.development, ...this.#version() }
  }

  putStore(name: string, pairs: Readonly<Record<string, string>> = {}, id = `id-of-${name}`): void {
    const { etag, since } = this.#version()
    const held = new Map(Object.entries(pairs))
    this.stores.set(name, { id, comment: '', status: 'READY', etag, since, pairs: held })
  }

  putPair(name: string, key: string, value: string): void {
    const store = this.stores.get(name)!
    store.pairs.set(key, value)
    store.etag = this.#version().etag
  }

  putDistribution(id: string, config: JsonObject): void {
    const whole = { Comment: '', Enabled: true, Staging: false, ...config }
    this.distributions.set(id, { config: whole, status: 'Deployed', etag: this.#version().etag })
  }

  callsOf(operation: keyof CloudFrontApi): string[] {
    return this.calls.filter((one) => one.operation === operation).map(({ target }) => target)
  }

  async listFunctions(stage: FunctionStage): Promise<readonly JsonObject[]> {
    this.#call('listFunctions', stage)
    const summaries = [...this.functions.keys()].map((name) => this.#summary(name, stage))
    return summaries.filter((one) => one !== undefined)
  }

  async describeFunction(name: string, stage: FunctionStage): Promise<Described | undefined> {
    this.#call('describeFunction', `${name} ${stage}`)
    const description = this.#summary(name, stage)
    return description && { description, etag: this.#stage(name, stage)!.etag }
  }

  async getFunctionCode(name: string, stage: FunctionStage) {
    this.#call('getFunctionCode', `${name} ${stage}`)
    const found = this.#stage(name, stage)
    return found && { code: Buffer.from(found.code), etag: found.etag }
  }

  async listKeyValueStores(): Promise<readonly JsonObject[]> {
    this.#call('listKeyValueStores', '')
    return [...this.stores.keys()].map((name) => this.#store(name)!)
  }

  async describeKeyValueStore(name: string): Promise<Described | undefined> {
    this.#call('describeKeyValueStore', name)
    const description = this.#store(name)
    return description && { description, etag: `c-${this.stores.get(name)!.comment}` }
  }

  async describeKeyValues(arn: string): Promise<Described | undefined> {
    this.#call('describeKeyValues', arn)
    const store = this.#storeByArn(arn)
    return store && { description: { KvsARN: arn, ItemCount: store.pairs.size }, etag: store.etag }
  }

  async listKeyValues(arn: string): Promise<readonly KeyValue[] | undefined> {
    this.#call('listKeyValues', arn)
    const store = this.#storeByArn(arn)
    return store && [...store.pairs].map(([key, value]) => ({ key, value }))
  }

  async listDistributions(): Promise<readonly JsonObject[]> {
    this.#call('listDistributions', '')
    return [...this.distributions].map(([id, { config, etag }]) => ({
      ...this.#head(id),
      ...config,
      ETag: etag,
    }))
  }

  async getDistribution(id: string): Promise<Described | undefined> {
    this.#call('getDistribution', id)
    const found = this.distributions.get(id)
    return found && { description: { ...this.#head(id), DistributionConfig: found.config }, etag: found.etag }
  }

  async listTags(arn: string): Promise<Record<string, string>> {
    this.#call('listTags', arn)
    return this.tags.get(arn) ?? {}
  }

  #call(operation: keyof CloudFrontApi, target: string): void {
    const call = { operation, target }
    this.calls.push(call)
    const error = this.before(call, this.calls.length)
    if (error) throw error
  }

  #version() {
    this.#writes += 1
    return { etag: `E${this.#writes}`, since: new Date(this.#writes * 1000).toISOString() }
  }

  #stage(name: string, stage: FunctionStage): FakeStage | undefined {
    const found = this.functions.get(name)
    return stage === 'LIVE' ? found?.live : found?.development
  }

  #summary(name: string, stage: FunctionStage): JsonObject | undefined {
    const found = this.#stage(name, stage)
    if (found === undefined) return undefined
    const dates = { LastModifiedTime: found.since, CreatedTime: '2026-01-01T00:00:00.000Z' }
    const FunctionMetadata = { FunctionARN: this.arn('function', name), Stage: stage, ...dates }
    return { Name: name, Status: 'UNASSOCIATED', FunctionConfig: found.config, FunctionMetadata }
  }

  #store(name: string): JsonObject | undefined {
    const store = this.stores.get(name)
    if (store === undefined) return undefined
    const { id: Id, comment: Comment, status: Status, since: LastModifiedTime } = store
    return { Name: name, Id, Comment, Status, LastModifiedTime, ARN: this.arn('key-value-store', Id) }
  }

  #storeByArn(arn: string): FakeStore | undefined {
    return [...this.stores.values()].find(({ id }) => this.arn('key-value-store', id) === arn)
  }

  #head(id: string): JsonObject {
    const { status } = this.distributions.get(id)!
    const head = {
      Id: id,
      ARN: this.arn('distribution', id),
      DomainName: `${id.toLowerCase()}.cloudfront.net`,
    }
    return { ...head, Status: status, LastModifiedTime: '2026-01-01T00:00:00.000Z' }
  }
}
