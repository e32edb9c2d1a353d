import type { JsonObject } from '../../shared/model/json.ts'

/** One function as a fake region holds it; a test changes it at will. Policies and the like by qualifier, `''` for none. */
export interface FakeFunction {
  configuration: JsonObject
  code: JsonObject
  hasLocation: boolean
  tags: Record<string, string>
  tagsError?: JsonObject
  reservedConcurrency?: number
  versions: JsonObject[]
  versionCode: Map<string, JsonObject>
  aliases: JsonObject[]
  policies: Map<string, JsonObject>
  urls: JsonObject[]
  eventInvoke: JsonObject[]
  provisioned: JsonObject[]
  codeSigningArn?: string
  runtimeManagement: Map<string, JsonObject>
  recursion?: JsonObject
  scaling: Map<string, JsonObject>
}

/** A function that has a configuration and nothing beside it. */
export function plainFunction(configuration: JsonObject): FakeFunction {
  return {
    configuration,
    code: { RepositoryType: 'S3' },
    hasLocation: true,
    tags: {},
    versions: [],
    versionCode: new Map(),
    aliases: [],
    policies: new Map(),
    urls: [],
    eventInvoke: [],
    provisioned: [],
    runtimeManagement: new Map([['', { UpdateRuntimeOn: 'Auto' }]]),
    recursion: { RecursiveLoop: 'Terminate' },
    scaling: new Map(),
  }
}
