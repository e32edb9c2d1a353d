import { NotFoundError } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/model/json.ts'
import type { FunctionDescription, FunctionRef, LambdaApi } from '../../shared/ports/lambda-api.ts'
import type { FakeFunction } from './fake-function.ts'
import { plainFunction } from './fake-function.ts'
import type { FakePackages } from './fake-packages.ts'

export const ACCOUNT = '123456789012'

/** One call that a fake API answered. */
export interface FakeCall {
  readonly operation: string
  readonly target: string
}

/** A region of Lambda in memory, mutable between the calls. */
export class FakeLambda implements LambdaApi {
  readonly region: string
  readonly functions = new Map<string, FakeFunction>()
  readonly layers = new Map<string, { description: JsonObject; content: JsonObject }>()
  readonly layerPolicies = new Map<string, JsonObject>()
  readonly capacityProviders = new Map<string, JsonObject>()
  readonly codeSigningConfigs: JsonObject[] = []
  mappings: JsonObject[] = []
  readonly calls: FakeCall[] = []
  /** Asked before each answer; may change the region, or return an error to throw. */
  before: (call: FakeCall, number: number) => Error | void = () => {}
  readonly packages: FakePackages
  #revisions = 0

  constructor(packages: FakePackages, region = 'eu-west-1') {
    this.packages = packages
    this.region = region
  }

  arn(name: string, qualifier?: string): string {
    const arn = `arn:aws:lambda:${this.region}:${ACCOUNT}:function:${name}`
    return qualifier === undefined ? arn : `${arn}:${qualifier}`
  }

  /** Creates a function. `code` is its package. */
  create(name: string, { code = `code of ${name}`, ...configuration }: JsonObject & { code?: string } = {}) {
    const created = plainFunction({
      FunctionName: name,
      FunctionArn: this.arn(name),
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${ACCOUNT}:role/path/${name}-role`,
      PackageType: 'Zip',
      Version: '$LATEST',
      State: 'Active',
      LastUpdateStatus: 'Successful',
      ...this.packages.keep(code),
      ...configuration,
    })
    this.functions.set(name, created)
    this.touch(name)
    return created
  }

  /** Changes the configuration of `$LATEST`, its revision with it, as every update does. */
  update(name: string, changes: JsonObject): void {
    const one = this.get(name)
    one.configuration = { ...one.configuration, ...changes }
    this.touch(name)
  }

  updateCode(name: string, code: string): void {
    this.update(name, this.packages.keep(code))
  }

  touch(name: string): void {
    this.#revisions += 1
    const one = this.get(name)
    const LastModified = `2026-01-01T00:00:${String(this.#revisions % 60).padStart(2, '0')}.000+0000`
    one.configuration = { ...one.configuration, RevisionId: `revision-${this.#revisions}`, LastModified }
  }

  publish(name: string, changes: JsonObject = {}): string {
    const one = this.get(name)
    const version = String(one.versions.length + 1)
    one.versions.push({
      ...one.configuration,
      FunctionArn: this.arn(name, version),
      Version: version,
      ...changes,
    })
    one.versionCode.set(version, one.code)
    return version
  }

  get(name: string): FakeFunction {
    const found = this.functions.get(name)
    if (found === undefined) throw new NotFoundError(`Function not found: ${name}`)
    return found
  }

  async *listFunctions(): AsyncIterable<JsonObject> {
    this.#answer('ListFunctions', '')
    yield* [...this.functions.values()].map(({ configuration }) => configuration)
  }

  async getFunction({ name, qualifier }: FunctionRef): Promise<FunctionDescription> {
    this.#answer('GetFunction', qualifier === undefined ? name : `${name}:${qualifier}`)
    const one = this.get(name)
    const configuration =
      qualifier === undefined
        ? one.configuration
        : one.versions.find((version) => version['Version'] === qualifier)
    if (configuration === undefined) throw new NotFoundError(`Function not found: ${name}:${qualifier}`)
    const code = (qualifier === undefined ? one.code : one.versionCode.get(qualifier)) ?? {}
    return {
      configuration,
      code,
      location: one.hasLocation ? this.packages.presign(configuration['CodeSha256'] as string) : undefined,
      tags: one.tagsError === undefined ? one.tags : undefined,
      tagsError: one.tagsError,
      reservedConcurrency: one.reservedConcurrency,
    }
  }

  async listVersions(name: string): Promise<readonly JsonObject[]> {
    this.#answer('ListVersionsByFunction', name)
    const one = this.get(name)
    return [one.configuration, ...one.versions]
  }

  async listAliases(name: string): Promise<readonly JsonObject[]> {
    this.#answer('ListAliases', name)
    return this.functions.get(name)?.aliases ?? []
  }

  async getPolicy({ name, qualifier = '' }: FunctionRef): Promise<JsonObject | undefined> {
    this.#answer('GetPolicy', `${name}:${qualifier}`)
    return this.functions.get(name)?.policies.get(qualifier)
  }

  async listFunctionUrls(name: string): Promise<readonly JsonObject[]> {
    this.#answer('ListFunctionUrlConfigs', name)
    return this.functions.get(name)?.urls ?? []
  }

  async listEventInvokeConfigs(name: string): Promise<readonly JsonObject[]> {
    this.#answer('ListFunctionEventInvokeConfigs', name)
    return this.functions.get(name)?.eventInvoke ?? []
  }

  async listProvisionedConcurrency(name: string): Promise<readonly JsonObject[]> {
    this.#answer('ListProvisionedConcurrencyConfigs', name)
    return this.functions.get(name)?.provisioned ?? []
  }

  async getCodeSigningArn(name: string): Promise<string | undefined> {
    this.#answer('GetFunctionCodeSigningConfig', name)
    return this.functions.get(name)?.codeSigningArn
  }

  async getCodeSigningConfig(arn: string): Promise<JsonObject | undefined> {
    this.#answer('GetCodeSigningConfig', arn)
    return this.codeSigningConfigs.find((config) => config['CodeSigningConfigArn'] === arn)
  }

  async listCodeSigningConfigs(): Promise<readonly JsonObject[]> {
    this.#answer('ListCodeSigningConfigs', '')
    return this.codeSigningConfigs
  }

  async listCodeSigningFunctions(arn: string): Promise<readonly string[]> {
    this.#answer('ListFunctionsByCodeSigningConfig', arn)
    const users = [...this.functions].filter(([, { codeSigningArn }]) => codeSigningArn === arn)
    return users.map(([name]) => this.arn(name))
  }

  async getRuntimeManagement({ name, qualifier = '' }: FunctionRef): Promise<JsonObject | undefined> {
    this.#answer('GetRuntimeManagementConfig', `${name}:${qualifier}`)
    return this.functions.get(name)?.runtimeManagement.get(qualifier)
  }

  async getRecursion(name: string): Promise<JsonObject | undefined> {
    this.#answer('GetFunctionRecursionConfig', name)
    return this.functions.get(name)?.recursion
  }

  async getScaling({ name, qualifier = '' }: FunctionRef): Promise<JsonObject | undefined> {
    this.#answer('GetFunctionScalingConfig', `${name}:${qualifier}`)
    return this.functions.get(name)?.scaling.get(qualifier)
  }

  /** As if the list for a plain name did not have the mappings of its qualifiers: the harder of the two readings. */
  async listEventSourceMappings(name?: string): Promise<readonly JsonObject[]> {
    this.#answer('ListEventSourceMappings', name ?? '')
    return this.mappings.filter((one) => name === undefined || one['FunctionArn'] === this.arn(name))
  }

  async getLayerVersion(arn: string) {
    this.#answer('GetLayerVersionByArn', arn)
    const layer = this.layers.get(arn)
    if (layer === undefined) throw new NotFoundError(`No such layer: ${arn}`)
    const sha = layer.content['CodeSha256']
    return { ...layer, location: typeof sha === 'string' ? this.packages.presign(sha) : undefined }
  }

  async getLayerPolicy(arn: string): Promise<JsonObject | undefined> {
    this.#answer('GetLayerVersionPolicy', arn)
    return this.layerPolicies.get(arn)
  }

  async getCapacityProvider(arn: string): Promise<JsonObject> {
    this.#answer('GetCapacityProvider', arn)
    const found = this.capacityProviders.get(arn)
    if (found === undefined) throw new NotFoundError(`No such capacity provider: ${arn}`)
    return found
  }

  /** Adds a layer version. @returns its ARN */
  addLayer(name: string, bytes: string): string {
    const arn = `arn:aws:lambda:${this.region}:${ACCOUNT}:layer:${name}:1`
    const description = { LayerArn: arn.slice(0, -2), LayerVersionArn: arn, Version: 1 }
    this.layers.set(arn, { description, content: this.packages.keep(bytes) })
    return arn
  }

  operations(): string[] {
    return this.calls.map(({ operation }) => operation)
  }

  #answer(operation: string, target: string): void {
    const call = { operation, target }
    this.calls.push(call)
    const error = this.before(call, this.calls.length)
    if (error !== undefined) throw error
  }
}

/** For `before`: these operations fail with these errors. */
export function failing(errors: Readonly<Record<string, Error>>) {
  return ({ operation, target }: FakeCall): Error | undefined =>
    errors[operation] ?? errors[`${operation} ${target}`]
}
