import { isDeepStrictEqual } from 'node:util'
import { NotFoundError, RequestRejectedError } from '../../shared/errors.ts'
import type { JsonObject, JsonValue } from '../../shared/model/json.ts'
import { objectOf, objectsOf, textOf, textsOf } from '../../shared/model/members.ts'
import type { FunctionDescription, FunctionRef } from '../../shared/ports/lambda-api.ts'
import type { CodeInput, CodeOptions, LambdaWriter } from '../../shared/restore/restore-ports.ts'
import type { FakeFunction } from './fake-function.ts'
import { ACCOUNT, FakeLambda } from './fake-lambda.ts'

/** What a new function has that says nothing of it. */
const DEFAULTS: JsonObject = {
  Description: '',
  Timeout: 3,
  MemorySize: 128,
  TracingConfig: { Mode: 'PassThrough' },
  EphemeralStorage: { Size: 512 },
  Architectures: ['x86_64'],
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
}

/** Bytes that lie in a staging bucket, for Lambda to fetch: by `bucket/key`. */
export type StagedObjects = Map<string, Uint8Array>

/**
 * A region of Lambda that can be written to, with the traits that a restore must cope with: it works on a change for a
 * while and refuses others meanwhile, never gives a version number twice, publishes nothing that is the same as the
 * last version, and leaves mappings behind when a function is deleted.
 */
export class WritableLambda extends FakeLambda implements LambdaWriter {
  readonly staged: StagedObjects = new Map()
  /** Told of each write before it is done, and after. May throw: the process ends there. */
  onWrite: (operation: string, moment: 'before' | 'after') => void = () => {}
  /** Version numbers and ids that were given so far. */
  #versions = 6
  #layers = 20
  #mappings = 0

  override async getFunction(ref: FunctionRef): Promise<FunctionDescription> {
    const described = await super.getFunction(ref)
    if (ref.qualifier === undefined && described.configuration['LastUpdateStatus'] === 'InProgress') {
      this.get(ref.name).configuration = {
        ...described.configuration,
        State: 'Active',
        LastUpdateStatus: 'Successful',
      }
    }
    return described
  }

  createFunction(input: JsonObject, code: CodeInput, options: CodeOptions): Promise<JsonObject> {
    return this.#write('CreateFunction', () => {
      const { FunctionName, Tags = {}, ...rest } = input
      const name = FunctionName as string
      if (this.functions.has(name))
        throw rejected('ResourceConflictException', `Function already exists: ${name}`)
      const defaults = { ...DEFAULTS, LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` } }
      const created = this.create(name, { code: '', ...defaults })
      created.tags = { ...(Tags as Record<string, string>) }
      this.#putCode(created, code, options)
      created.configuration = { ...created.configuration, ...described(rest), State: 'Pending' }
      return this.#begin(name)
    })
  }

  replaceCode(name: string, code: CodeInput, options: CodeOptions): Promise<JsonObject> {
    return this.#write('UpdateFunctionCode', () => {
      this.#putCode(this.#idle(name), code, options)
      return this.#begin(name)
    })
  }

  updateConfiguration(input: JsonObject): Promise<JsonObject> {
    return this.#write('UpdateFunctionConfiguration', () => {
      const { FunctionName, ...rest } = input
      const one = this.#idle(FunctionName as string)
      one.configuration = cleared({ ...one.configuration, ...described(rest) })
      return this.#begin(FunctionName as string)
    })
  }

  publishVersion(name: string): Promise<JsonObject> {
    return this.#write('PublishVersion', () => {
      const one = this.#idle(name)
      const last = one.versions.at(-1)
      if (last !== undefined && isDeepStrictEqual(settingsOf(last), settingsOf(one.configuration)))
        return last
      this.#versions += 1
      const version = String(this.#versions)
      const published = { ...one.configuration, FunctionArn: this.arn(name, version), Version: version }
      one.versions.push(published)
      one.versionCode.set(version, one.code)
      one.runtimeManagement.set(version, { UpdateRuntimeOn: 'Auto' })
      return published
    })
  }

  deleteFunction({ name, qualifier }: FunctionRef): Promise<void> {
    return this.#write('DeleteFunction', () => {
      if (qualifier === undefined) this.functions.delete(name)
      const one = this.functions.get(name)
      if (one === undefined) return
      if (one.aliases.some((alias) => alias['FunctionVersion'] === qualifier))
        throw rejected('ResourceConflictException', `Version ${qualifier} is used by an alias`)
      one.versions = one.versions.filter((version) => version['Version'] !== qualifier)
      for (const parts of [one.versionCode, one.runtimeManagement, one.scaling, one.policies])
        if (qualifier !== undefined) parts.delete(qualifier)
    })
  }

  putAlias(input: JsonObject): Promise<void> {
    return this.#write('PutAlias', () => {
      const { FunctionName, Name, FunctionVersion, Description = '', RoutingConfig } = input
      const one = this.get(FunctionName as string)
      const weights = objectOf(
        objectOf({ RoutingConfig: RoutingConfig ?? {} }, 'RoutingConfig'),
        'AdditionalVersionWeights',
      )
      for (const version of [FunctionVersion as string, ...Object.keys(weights)]) this.#require(one, version)
      const AliasArn = this.arn(FunctionName as string, Name as string)
      const routing =
        Object.keys(weights).length > 0 ? { RoutingConfig: { AdditionalVersionWeights: weights } } : {}
      const alias = { AliasArn, Name, FunctionVersion, Description, ...routing } as JsonObject
      one.aliases = [...one.aliases.filter((other) => other['Name'] !== Name), alias]
    })
  }

  deleteAlias(name: string, alias: string): Promise<void> {
    return this.#write('DeleteAlias', () => {
      const one = this.get(name)
      one.aliases = one.aliases.filter((other) => other['Name'] !== alias)
      one.policies.delete(alias)
    })
  }

  addPermission(input: JsonObject): Promise<void> {
    return this.#write('AddPermission', () => {
      const { FunctionName, Qualifier = '', StatementId } = input
      const one = this.get(FunctionName as string)
      const qualifier = Qualifier as string
      const statements = objectsOf(one.policies.get(qualifier) ?? {}, 'Statement')
      if (statements.some((other) => other['Sid'] === StatementId))
        throw rejected(
          'ResourceConflictException',
          `The statement id (${StatementId as string}) exists already`,
        )
      const Resource = this.arn(FunctionName as string, qualifier === '' ? undefined : qualifier)
      one.policies.set(qualifier, policyOf([...statements, statementOf(input, Resource)]))
    })
  }

  removePermission({ name, qualifier = '' }: FunctionRef, statementId: string): Promise<void> {
    return this.#write('RemovePermission', () => {
      const one = this.functions.get(name)
      const statements = objectsOf(one?.policies.get(qualifier) ?? {}, 'Statement')
      const left = statements.filter((other) => other['Sid'] !== statementId)
      if (left.length === 0) one?.policies.delete(qualifier)
      else one?.policies.set(qualifier, policyOf(left))
    })
  }

  setPolicy(arn: string, policy: JsonObject | undefined): Promise<void> {
    return this.#write('PutResourcePolicy', () => {
      const [name = '', qualifier = ''] = arn.split(':').slice(6)
      const one = this.get(name)
      if (policy === undefined) one.policies.delete(qualifier)
      else one.policies.set(qualifier, policy)
    })
  }

  putFunctionUrl(input: JsonObject): Promise<void> {
    return this.#write('PutFunctionUrl', () => {
      const { FunctionName, Qualifier, ...rest } = input
      const one = this.get(FunctionName as string)
      const FunctionArn = this.arn(FunctionName as string, Qualifier as string | undefined)
      const url = {
        FunctionArn,
        FunctionUrl: `https://url-${this.calls.length}.on.aws/`,
        ...rest,
      } as JsonObject
      one.urls = [...one.urls.filter((other) => other['FunctionArn'] !== FunctionArn), url]
    })
  }

  deleteFunctionUrl(ref: FunctionRef): Promise<void> {
    return this.#write('DeleteFunctionUrl', () => {
      const one = this.get(ref.name)
      one.urls = one.urls.filter((other) => other['FunctionArn'] !== this.arn(ref.name, ref.qualifier))
    })
  }

  putEventInvokeConfig(input: JsonObject): Promise<void> {
    return this.#write('PutFunctionEventInvokeConfig', () => {
      const { FunctionName, Qualifier = '$LATEST', ...rest } = input
      const one = this.get(FunctionName as string)
      const FunctionArn = this.arn(FunctionName as string, Qualifier as string)
      one.eventInvoke = [
        ...one.eventInvoke.filter((other) => other['FunctionArn'] !== FunctionArn),
        { FunctionArn, ...rest },
      ]
    })
  }

  deleteEventInvokeConfig({ name, qualifier = '$LATEST' }: FunctionRef): Promise<void> {
    return this.#write('DeleteFunctionEventInvokeConfig', () => {
      const one = this.get(name)
      one.eventInvoke = one.eventInvoke.filter((other) => other['FunctionArn'] !== this.arn(name, qualifier))
    })
  }

  setReservedConcurrency(name: string, executions: number | undefined): Promise<void> {
    return this.#write('PutFunctionConcurrency', () => {
      const { reservedConcurrency: _was, ...one } = this.get(name)
      this.functions.set(name, executions === undefined ? one : { ...one, reservedConcurrency: executions })
    })
  }

  setProvisionedConcurrency({ name, qualifier }: FunctionRef, executions: number | undefined): Promise<void> {
    return this.#write('PutProvisionedConcurrencyConfig', () => {
      const one = this.get(name)
      const FunctionArn = this.arn(name, qualifier)
      const others = one.provisioned.filter((other) => other['FunctionArn'] !== FunctionArn)
      const wanted = { FunctionArn, RequestedProvisionedConcurrentExecutions: executions ?? 0 }
      one.provisioned = executions === undefined ? others : [...others, wanted]
    })
  }

  putRuntimeManagement(input: JsonObject): Promise<void> {
    return this.#write('PutRuntimeManagementConfig', () => {
      const { FunctionName, Qualifier = '', ...rest } = input
      this.get(FunctionName as string).runtimeManagement.set(Qualifier as string, rest)
    })
  }

  putRecursion({ FunctionName, ...rest }: JsonObject): Promise<void> {
    return this.#write('PutFunctionRecursionConfig', () => {
      this.get(FunctionName as string).recursion = rest
    })
  }

  putScaling({ FunctionName, Qualifier, FunctionScalingConfig = {} }: JsonObject): Promise<void> {
    return this.#write('PutFunctionScalingConfig', () => {
      const qualifier = Qualifier === '$LATEST' ? '' : (Qualifier as string)
      const scaling = { RequestedFunctionScalingConfig: FunctionScalingConfig }
      this.get(FunctionName as string).scaling.set(qualifier, scaling)
    })
  }

  setCodeSigning(name: string, configArn: string | undefined): Promise<void> {
    return this.#write('PutFunctionCodeSigningConfig', () => {
      const { codeSigningArn: _was, ...one } = this.get(name)
      this.functions.set(name, configArn === undefined ? one : { ...one, codeSigningArn: configArn })
    })
  }

  tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    return this.#write('TagResource', () => {
      const one = this.get(arn.split(':')[6] ?? '')
      one.tags = { ...one.tags, ...tags }
    })
  }

  untag(arn: string, keys: readonly string[]): Promise<void> {
    return this.#write('UntagResource', () => {
      const one = this.get(arn.split(':')[6] ?? '')
      one.tags = Object.fromEntries(Object.entries(one.tags).filter(([key]) => !keys.includes(key)))
    })
  }

  publishLayer({ LayerName, ...input }: JsonObject, code: CodeInput): Promise<JsonObject> {
    return this.#write('PublishLayerVersion', () => {
      this.#layers += 1
      const LayerArn = `arn:aws:lambda:${this.region}:${ACCOUNT}:layer:${LayerName as string}`
      const arn = `${LayerArn}:${this.#layers}`
      const description = { LayerArn, LayerVersionArn: arn, Version: this.#layers, ...input }
      this.layers.set(arn, { description, content: this.packages.keep(this.#bytesOf(code)) })
      return description
    })
  }

  async listLayerVersions(name: string): Promise<readonly JsonObject[]> {
    const own = [...this.layers.values()].filter(({ description }) => nameOfLayer(description) === name)
    return own.map(({ description }) => description).toReversed()
  }

  addLayerPermission(input: JsonObject): Promise<void> {
    return this.#write('AddLayerVersionPermission', () => {
      const { LayerName, VersionNumber, StatementId, Action, Principal } = input
      const arn = `arn:aws:lambda:${this.region}:${ACCOUNT}:layer:${LayerName as string}:${VersionNumber as number}`
      const statement = { Sid: StatementId, Effect: 'Allow', Principal, Action, Resource: arn } as JsonObject
      const statements = objectsOf(this.layerPolicies.get(arn) ?? {}, 'Statement')
      this.layerPolicies.set(arn, policyOf([...statements, statement]))
    })
  }

  deleteLayerVersion(name: string, version: number): Promise<void> {
    return this.#write('DeleteLayerVersion', () => {
      const arn = `arn:aws:lambda:${this.region}:${ACCOUNT}:layer:${name}:${version}`
      this.layers.delete(arn)
      this.layerPolicies.delete(arn)
    })
  }

  async readMapping(uuid: string): Promise<JsonObject | undefined> {
    const found = this.mappings.find((one) => one['UUID'] === uuid)
    const arrived = SETTLED[textOf(found ?? {}, 'State') ?? '']
    if (found !== undefined && arrived !== undefined) this.#putMapping({ ...found, State: arrived })
    return found
  }

  createMapping(input: JsonObject): Promise<JsonObject> {
    return this.#write('CreateEventSourceMapping', () => {
      const { FunctionName, Enabled, ...rest } = input
      this.#mappings += 1
      const UUID = `new-${this.#mappings}`
      const mapping = { UUID, FunctionArn: FunctionName ?? '', ...rest, State: 'Creating' }
      if (Enabled === true) throw new Error('a restore makes no mapping that is switched on')
      this.mappings.push(mapping)
      return mapping
    })
  }

  updateMapping({ UUID, FunctionName, Enabled, ...rest }: JsonObject): Promise<JsonObject> {
    return this.#write('UpdateEventSourceMapping', () => {
      const found = this.mappings.find((one) => one['UUID'] === UUID)
      if (found === undefined) throw new NotFoundError('no such mapping')
      if (SETTLED[textOf(found, 'State') ?? ''] !== undefined)
        throw rejected('ResourceInUseException', 'in use')
      const target = FunctionName === undefined ? {} : { FunctionArn: FunctionName }
      const State = Enabled === true ? 'Enabling' : 'Disabling'
      return this.#putMapping({ ...found, ...rest, ...target, State })
    })
  }

  deleteMapping(uuid: string): Promise<void> {
    return this.#write('DeleteEventSourceMapping', () => {
      this.mappings = this.mappings.filter((one) => one['UUID'] !== uuid)
    })
  }

  #putMapping(mapping: JsonObject): JsonObject {
    this.mappings = this.mappings.map((one) => (one['UUID'] === mapping['UUID'] ? mapping : one))
    return mapping
  }

  #putCode(one: FakeFunction, code: CodeInput, { architectures, sourceKmsKeyArn }: CodeOptions): void {
    const changed = architectures === undefined ? {} : { Architectures: architectures }
    one.configuration = { ...one.configuration, ...changed }
    if (code.type === 'image') one.code = { ImageUri: code.uri, ResolvedImageUri: code.uri }
    else one.configuration = { ...one.configuration, ...this.packages.keep(this.#bytesOf(code)) }
    if (sourceKmsKeyArn !== undefined) one.code = { ...one.code, SourceKMSKeyArn: sourceKmsKeyArn }
  }

  #bytesOf(code: CodeInput): Uint8Array {
    if (code.type === 'bytes') return code.bytes
    const staged = code.type === 's3' ? this.staged.get(`${code.bucket}/${code.key}`) : undefined
    if (staged === undefined) throw rejected('InvalidParameterValueException', 'no such object')
    return staged
  }

  #require(one: FakeFunction, version: string): void {
    const isThere = version === '$LATEST' || one.versions.some((other) => other['Version'] === version)
    if (!isThere) throw new NotFoundError(`Function not found: version ${version}`)
  }

  /** The function, if Lambda is not at work on it. */
  #idle(name: string): FakeFunction {
    const one = this.get(name)
    if (one.configuration['LastUpdateStatus'] === 'InProgress')
      throw rejected('ResourceConflictException', `An update is in progress for ${name}`)
    return one
  }

  #begin(name: string): JsonObject {
    this.touch(name)
    const one = this.get(name)
    one.configuration = { ...one.configuration, LastUpdateStatus: 'InProgress' }
    return one.configuration
  }

  async #write<T>(operation: string, change: () => T): Promise<T> {
    this.onWrite(operation, 'before')
    this.calls.push({ operation, target: '' })
    const answer = change()
    this.onWrite(operation, 'after')
    return answer
  }
}

const SETTLED: Readonly<Record<string, string>> = {
  Creating: 'Disabled',
  Enabling: 'Enabled',
  Disabling: 'Disabled',
  Updating: 'Disabled',
}

function rejected(awsError: string, message: string): RequestRejectedError {
  return new RequestRejectedError(`${awsError}: ${message}`, { evidence: { awsError } })
}

/** How Lambda describes what a request said. */
function described(input: JsonObject): JsonObject {
  const { Layers, ImageConfig, SnapStart, VpcConfig, ...rest } = input
  const layers = textsOf({ Layers: Layers ?? [] }, 'Layers').map((Arn) => ({ Arn, CodeSize: 7 }))
  return {
    ...rest,
    ...(Layers !== undefined && { Layers: layers }),
    ...(ImageConfig !== undefined && { ImageConfigResponse: { ImageConfig } }),
    ...(SnapStart !== undefined && {
      SnapStart: { ...(SnapStart as JsonObject), OptimizationStatus: 'Off' },
    }),
    ...(VpcConfig !== undefined && {
      VpcConfig: { ...(VpcConfig as JsonObject), VpcId: 'vpc-of-the-subnets' },
    }),
  }
}

/** Members that Lambda leaves out when they are empty. */
function cleared(configuration: JsonObject): JsonObject {
  const empty: readonly ((all: JsonObject) => string | undefined)[] = [
    (all) => (all['KMSKeyArn'] === '' ? 'KMSKeyArn' : undefined),
    (all) => (textOf(objectOf(all, 'DeadLetterConfig'), 'TargetArn') === '' ? 'DeadLetterConfig' : undefined),
    (all) => (isEmpty(objectOf(all, 'Environment')['Variables']) ? 'Environment' : undefined),
    (all) => (textsOf(objectOf(all, 'VpcConfig'), 'SubnetIds').length === 0 ? 'VpcConfig' : undefined),
    (all) => (isEmpty(all['Layers']) ? 'Layers' : undefined),
    (all) => (isEmpty(all['FileSystemConfigs']) ? 'FileSystemConfigs' : undefined),
  ]
  const gone = empty.map((member) => member(configuration))
  return Object.fromEntries(Object.entries(configuration).filter(([name]) => !gone.includes(name)))
}

function isEmpty(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

const OF_ITSELF = ['FunctionArn', 'Version', 'RevisionId', 'LastModified', 'State', 'LastUpdateStatus']

function settingsOf(configuration: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(configuration).filter(([name]) => !OF_ITSELF.includes(name)))
}

function policyOf(Statement: readonly JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Id: 'default', Statement }
}

function statementOf(input: JsonObject, Resource: string): JsonObject {
  const { StatementId = '', Action = '', Principal, SourceArn, SourceAccount, FunctionUrlAuthType } = input
  const principal = Principal as string
  const equals = {
    ...(SourceAccount !== undefined && { 'AWS:SourceAccount': SourceAccount }),
    ...(FunctionUrlAuthType !== undefined && { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType }),
  }
  const Condition = {
    ...(SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
  }
  const named: JsonValue =
    principal === '*' ? '*' : principal.includes('amazonaws') ? { Service: principal } : { AWS: principal }
  const statement = { Sid: StatementId, Effect: 'Allow', Principal: named, Action, Resource }
  return Object.keys(Condition).length > 0 ? { ...statement, Condition } : statement
}

function nameOfLayer(description: JsonObject): string | undefined {
  return textOf(description, 'LayerArn')?.split(':')[6]
}
