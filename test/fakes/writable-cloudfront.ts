import { NotFoundError, PreconditionFailedError, RequestRejectedError } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/model/json.ts'
import { objectOf, objectsOf, textOf } from '../../shared/model/members.ts'
import type { Described } from '../../shared/ports/cloudfront-api.ts'
import type { EdgeWriter, PairChanges } from '../../shared/restore/edge/edge-ports.ts'
import { FakeCloudFront } from './fake-cloudfront.ts'

/** Pairs that one request may put and delete (CloudFront quotas). */
const MOST_KEYS = 50

/** How often a new key value store is asked about before it is ready. */
const PROVISIONING = 2

/**
 * CloudFront that can be written to, with the traits that a restore must cope with: every change names the state that
 * it is made to, what is in use cannot be deleted, only LIVE functions and existing versions can be associated, a new
 * key value store takes a while and gets an id of its own.
 */
export class WritableCloudFront extends FakeCloudFront implements EdgeWriter {
  /** Told of each write before it is done, and after. May throw: the process ends there. */
  onWrite: (operation: string, moment: 'before' | 'after') => void = () => {}
  /** Whether a numbered version of a Lambda function is there. */
  hasVersion: (arn: string) => boolean = () => true
  readonly pairChanges: PairChanges[] = []
  readonly #unready = new Map<string, number>()
  #stores = 0

  async createFunction(input: JsonObject, code: Uint8Array): Promise<void> {
    await this.#write('CreateFunction', () => {
      const { Name, FunctionConfig } = input as { Name: string; FunctionConfig: JsonObject }
      if (this.functions.has(Name)) throw rejected('FunctionAlreadyExists', Name)
      this.#checkStores(FunctionConfig)
      this.putFunction(Name, textIn(code), FunctionConfig)
      this.tags.set(this.arn('function', Name), tagsIn(input))
    })
  }

  async updateFunction(input: JsonObject, code: Uint8Array): Promise<void> {
    await this.#write('UpdateFunction', () => {
      const { Name, IfMatch, FunctionConfig } = input as {
        Name: string
        IfMatch: string
        FunctionConfig: JsonObject
      }
      this.#atState(this.functions.get(Name)?.development.etag, IfMatch)
      this.#checkStores(FunctionConfig)
      this.putFunction(Name, textIn(code), FunctionConfig)
    })
  }

  async publishFunction(name: string, etag: string): Promise<void> {
    await this.#write('PublishFunction', () => {
      this.#atState(this.functions.get(name)?.development.etag, etag)
      this.publish(name)
    })
  }

  async deleteFunction(name: string, etag: string): Promise<void> {
    await this.#write('DeleteFunction', () => {
      if (!this.functions.has(name)) return
      this.#atState(this.functions.get(name)?.development.etag, etag)
      const arn = this.arn('function', name)
      if (JSON.stringify([...this.distributions.values()]).includes(`"${arn}"`))
        throw rejected('FunctionInUse', name)
      this.functions.delete(name)
      this.tags.delete(arn)
    })
  }

  async createKeyValueStore(input: JsonObject): Promise<void> {
    await this.#write('CreateKeyValueStore', () => {
      const name = textOf(input, 'Name') ?? ''
      if (this.stores.has(name)) throw rejected('EntityAlreadyExists', name)
      this.#stores += 1
      const id = `new-${this.#stores}`
      this.putStore(name, {}, id)
      const store = this.stores.get(name)!
      store.comment = textOf(input, 'Comment') ?? ''
      store.status = 'PROVISIONING'
      this.#unready.set(name, PROVISIONING)
      this.tags.set(this.arn('key-value-store', id), tagsIn(input))
    })
  }

  override async describeKeyValueStore(name: string): Promise<Described | undefined> {
    const left = this.#unready.get(name) ?? 0
    this.#unready.set(name, left - 1)
    const store = this.stores.get(name)
    if (store !== undefined && left <= 0) store.status = 'READY'
    return super.describeKeyValueStore(name)
  }

  async updateKeyValueStore(input: JsonObject): Promise<void> {
    await this.#write('UpdateKeyValueStore', () => {
      const { Name, IfMatch, Comment } = input as { Name: string; IfMatch: string; Comment: string }
      const store = this.stores.get(Name)
      this.#atState(store && `c-${store.comment}`, IfMatch)
      store!.comment = Comment
    })
  }

  async deleteKeyValueStore(name: string, etag: string): Promise<void> {
    await this.#write('DeleteKeyValueStore', () => {
      const store = this.stores.get(name)
      if (store === undefined) return
      this.#atState(`c-${store.comment}`, etag)
      const arn = this.arn('key-value-store', store.id)
      if (JSON.stringify([...this.functions.values()]).includes(`"${arn}"`))
        throw rejected('CannotDeleteEntityWhileInUse', name)
      this.stores.delete(name)
      this.tags.delete(arn)
    })
  }

  async updateKeys(arn: string, etag: string, changes: PairChanges): Promise<string> {
    return await this.#write('UpdateKeys', () => {
      const [name, store] =
        [...this.stores].find(([, { id }]) => this.arn('key-value-store', id) === arn) ?? []
      if (name === undefined || store?.status !== 'READY') throw new NotFoundError(`no pairs of ${arn}`)
      this.#atState(store.etag, etag)
      if (changes.puts.length + changes.deletes.length > MOST_KEYS)
        throw rejected('ServiceQuotaExceededException', 'keys')
      this.pairChanges.push(changes)
      for (const key of changes.deletes) store.pairs.delete(key)
      for (const { key, value } of changes.puts) this.putPair(name, key, value)
      store.etag = `${store.etag}+`
      return store.etag
    })
  }

  async updateDistribution(id: string, etag: string, config: JsonObject): Promise<void> {
    await this.#write('UpdateDistribution', () => {
      this.#atState(this.distributions.get(id)?.etag, etag)
      for (const behaviour of [
        objectOf(config, 'DefaultCacheBehavior'),
        ...objectsOf(objectOf(config, 'CacheBehaviors'), 'Items'),
      ])
        this.#checkAssociations(behaviour)
      this.putDistribution(id, config)
    })
  }

  async tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.#write('TagResource', () => void this.tags.set(arn, { ...this.tags.get(arn), ...tags }))
  }

  async untag(arn: string, keys: readonly string[]): Promise<void> {
    await this.#write('UntagResource', () => {
      const kept = Object.entries(this.tags.get(arn) ?? {}).filter(([key]) => !keys.includes(key))
      this.tags.set(arn, Object.fromEntries(kept))
    })
  }

  #checkStores(config: JsonObject): void {
    const named = objectsOf(objectOf(config, 'KeyValueStoreAssociations'), 'Items')
    const known = new Set([...this.stores.values()].map(({ id }) => this.arn('key-value-store', id)))
    const unknown = named.find((one) => !known.has(textOf(one, 'KeyValueStoreARN') ?? ''))
    if (unknown !== undefined) throw rejected('EntityNotFound', JSON.stringify(unknown))
  }

  #checkAssociations(behaviour: JsonObject): void {
    for (const member of ['LambdaFunctionAssociations', 'FunctionAssociations']) {
      const { Quantity = 0, Items = [] } = objectOf(behaviour, member)
      if ((Items as readonly unknown[]).length !== Quantity) throw rejected('InconsistentQuantities', member)
    }
    for (const one of objectsOf(objectOf(behaviour, 'LambdaFunctionAssociations'), 'Items')) {
      const arn = textOf(one, 'LambdaFunctionARN') ?? ''
      if (!this.hasVersion(arn)) throw rejected('InvalidLambdaFunctionAssociation', arn)
    }
    for (const one of objectsOf(objectOf(behaviour, 'FunctionAssociations'), 'Items')) {
      const arn = textOf(one, 'FunctionARN') ?? ''
      if (this.functions.get(arn.split('/').at(-1)!)?.live === undefined)
        throw rejected('InvalidFunctionAssociation', arn)
    }
  }

  #atState(present: string | undefined, expected: string): void {
    if (present === undefined) throw new NotFoundError('it is not there')
    if (present !== expected) throw new PreconditionFailedError(`at ${present}, not at ${expected}`)
  }

  async #write<T>(operation: string, change: () => T): Promise<T> {
    this.onWrite(operation, 'before')
    const answer = change()
    this.onWrite(operation, 'after')
    return answer
  }
}

function tagsIn(input: JsonObject): Record<string, string> {
  const items = objectsOf(objectOf(input, 'Tags'), 'Items')
  return Object.fromEntries(items.map((one) => [textOf(one, 'Key') ?? '', textOf(one, 'Value') ?? '']))
}

function textIn(code: Uint8Array): string {
  return Buffer.from(code).toString()
}

function rejected(awsError: string, what: string): RequestRejectedError {
  return new RequestRejectedError(`${awsError}: ${what}`, { evidence: { awsError } })
}
