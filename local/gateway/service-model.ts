import { createRequire } from 'node:module'
import { NormalizedSchema } from '@smithy/core/schema'
import { httpBinding, type HttpBinding } from './http-binding.ts'
import type { ServiceEntry } from './catalogue.ts'

/** How a service speaks; the last part of the SDK's protocol shape ids. */
export type Protocol =
  | 'restJson1'
  | 'restXml'
  | 'awsJson1_0'
  | 'awsJson1_1'
  | 'awsQuery'
  | 'ec2Query'
  | 'rpcv2Cbor'

/** One operation, from the SDK client's own schema. */
export interface Operation {
  readonly name: string
  readonly input: NormalizedSchema
  /** Its schema as the SDK's protocol classes take it. */
  readonly schema: OperationSchema
  /** Where it is found by a path; only for REST protocols. */
  readonly http: HttpBinding | undefined
}

/** One service, from the SDK client's own schemas. */
export interface ServiceModel {
  readonly protocol: Protocol
  /** Reads an answer of the service into the shape that the SDK returns; throws the error that the SDK would. */
  readonly read: (operation: Operation, answer: unknown) => Promise<Record<string, unknown>>
  /** Reads the body of a request by its schema; only for the protocol that speaks XML. */
  readonly readXml: ((schema: NormalizedSchema, body: Uint8Array) => unknown) | undefined
  readonly operations: ReadonlyMap<string, Operation>
}

/** `[9, namespace, name, traits, input, output]`: a static operation schema of the SDK. */
type OperationTuple = readonly [9, string, string, unknown, unknown, unknown]

/** What HttpProtocol.deserializeResponse takes for an operation. */
interface OperationSchema {
  readonly namespace: string
  readonly name: string
  readonly traits: Readonly<Record<string, unknown>>
  readonly input: unknown
  readonly output: unknown
}

interface Deserializer {
  setSerdeContext(context: unknown): void
  read(schema: NormalizedSchema, body: Uint8Array): unknown
}

interface SdkClient {
  readonly config: {
    readonly protocol: {
      getShapeId(): string
      setSerdeContext(context: unknown): void
      deserializeResponse(schema: OperationSchema, context: unknown, answer: unknown): Promise<unknown>
      getPayloadCodec?(): { createDeserializer(): Deserializer }
    }
  }
}

const load = createRequire(import.meta.url)
const loaded = new Map<string, readonly ServiceModel[]>()

/**
 * The models of a service, one per SDK package that signs with its name; loaded once, when first asked for.
 * A package that is not installed is left out.
 */
export function modelsOf(entry: ServiceEntry): readonly ServiceModel[] {
  const known = loaded.get(entry.signingName)
  if (known !== undefined) return known
  const models = entry.packages.filter(isInstalled).map((name) => modelOf(load(name) as SdkModule))
  loaded.set(entry.signingName, models)
  return models
}

type SdkModule = Readonly<Record<string, unknown>>

function isInstalled(name: string): boolean {
  try {
    load.resolve(name)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return false
    throw error
  }
}

function modelOf(module: SdkModule): ServiceModel {
  const client = openClient(module)
  const { protocol } = client.config
  const operations = Object.values(module).filter(isOperation).map(operationOf)
  const name = protocol.getShapeId().replace(/^.*#/, '') as Protocol
  return {
    protocol: name,
    readXml: name === 'restXml' ? xmlReader(client) : undefined,
    read: async (operation, answer) => {
      protocol.setSerdeContext(client.config)
      return (await protocol.deserializeResponse(operation.schema, client.config, answer)) as Record<
        string,
        unknown
      >
    },
    operations: new Map(operations.map((operation) => [operation.name, operation])),
  }
}

function xmlReader({ config }: SdkClient): ServiceModel['readXml'] {
  const deserializer = config.protocol.getPayloadCodec?.().createDeserializer()
  deserializer?.setSerdeContext(config)
  return deserializer && ((schema, body) => deserializer.read(schema, body))
}

/** The client is never called: it is opened for the protocol and the decoders that it is configured with. */
function openClient(module: SdkModule): SdkClient {
  const name = Object.keys(module).find((key) => /^[A-Z].*Client$/.test(key))
  const Client = module[name ?? ''] as new (settings: object) => SdkClient
  return new Client({ region: 'us-east-1', credentials: { accessKeyId: '-', secretAccessKey: '-' } })
}

function isOperation(value: unknown): value is OperationTuple {
  return Array.isArray(value) && value[0] === 9
}

function operationOf([, namespace, name, traits, input, output]: OperationTuple): Operation {
  const schema = { namespace, name, traits: traitsOf(traits), input, output }
  const normalized = NormalizedSchema.of(input as Parameters<typeof NormalizedSchema.of>[0])
  return { name, schema, input: normalized, http: httpBinding(schema.traits['http'], normalized) }
}

/** Traits are an object, or a bit vector of which none concerns an operation's binding. */
function traitsOf(traits: unknown): Readonly<Record<string, unknown>> {
  return typeof traits === 'object' && traits !== null ? { ...traits } : {}
}
