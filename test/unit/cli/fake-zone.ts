import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ZoneDoor } from '../../../cli/backup-door.ts'
import { NotFoundError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { LambdaApi } from '../../../shared/ports/lambda-api.ts'
import type { SurroundingsApi } from '../../../shared/ports/surroundings-api.ts'
import { fakeTriggers } from '../../fakes/fake-triggers.ts'

/** The functions of a fake region: name to code, or to the error that GetFunction answers with. */
export type FakeFunctions = Record<string, string | Error>

export interface FakeZone {
  readonly functions: FakeFunctions
  /** Instead of the policy of every function. */
  readonly policyError?: Error
  /** Instead of the listing. */
  readonly listError?: Error
}

/** A region whose functions have code and nothing else. */
export function fakeZoneDoor(zone: FakeZone, region: string): ZoneDoor {
  const bytes = (name: string) => Buffer.from(codeOf(zone.functions, name))
  return {
    lambda: { ...NO_SETTINGS, region, ...functionCalls(zone, region) },
    surroundings: NO_SURROUNDINGS,
    triggers: fakeTriggers(),
    downloader: { open: async (url) => Readable.from([bytes(url.replace('memory://', ''))]) },
    apiCalls: () => 7,
  }
}

function functionCalls({ functions, policyError, listError }: FakeZone, region: string) {
  return {
    listFunctions: async function* () {
      if (listError !== undefined) throw listError
      for (const name of Object.keys(functions)) yield configuration(functions, name, region)
    },
    getFunction: async ({ name }: { name: string }) => ({
      configuration: {
        ...configuration(functions, name, region),
        State: 'Active',
        LastUpdateStatus: 'Successful',
      },
      code: { RepositoryType: 'S3' },
      location: codeOf(functions, name) === '' ? undefined : `memory://${name}`,
      tags: {},
      tagsError: undefined,
      reservedConcurrency: undefined,
    }),
    listVersions: async (name: string) => [configuration(functions, name, region)],
    getPolicy: async () => {
      if (policyError !== undefined) throw policyError
      return undefined
    },
  }
}

/** @throws what GetFunction throws */
function codeOf(functions: FakeFunctions, name: string): string {
  const code = functions[name]
  if (code === undefined) throw new NotFoundError(`GetFunction: ResourceNotFoundException: ${name}`)
  if (code instanceof Error) throw code
  return code
}

function configuration(functions: FakeFunctions, name: string, region: string): JsonObject {
  const code = functions[name]
  const bytes = Buffer.from(typeof code === 'string' ? code : '')
  const sha256 = createHash('sha256').update(bytes).digest('base64')
  return {
    FunctionName: name,
    FunctionArn: `arn:aws:lambda:${region}:111122223333:function:${name}`,
    Role: 'arn:aws:iam::111122223333:role/r',
    PackageType: 'Zip',
    Version: '$LATEST',
    CodeSha256: sha256,
    CodeSize: bytes.length,
    RevisionId: sha256,
  }
}

const none = async () => []
const nothing = async () => undefined

const NO_SETTINGS: Omit<
  LambdaApi,
  'region' | 'listFunctions' | 'getFunction' | 'listVersions' | 'getPolicy'
> = {
  listAliases: none,
  listFunctionUrls: none,
  listEventInvokeConfigs: none,
  listProvisionedConcurrency: none,
  getCodeSigningArn: nothing,
  getCodeSigningConfig: nothing,
  listCodeSigningConfigs: none,
  listCodeSigningFunctions: none,
  getRuntimeManagement: nothing,
  getRecursion: nothing,
  getScaling: nothing,
  listEventSourceMappings: none,
  getLayerVersion: () => Promise.reject(new NotFoundError('no layers here')),
  getLayerPolicy: nothing,
  getCapacityProvider: () => Promise.reject(new NotFoundError('no capacity providers here')),
}

const NO_SURROUNDINGS: SurroundingsApi = {
  getRole: async (name) => ({ RoleName: name }),
  listInlinePolicies: none,
  listAttachedPolicies: none,
  getManagedPolicy: nothing,
  getLogGroup: nothing,
  listLogGroups: none,
  listSubnets: none,
  listSecurityGroups: none,
  hasImage: nothing,
  listAvailabilityZones: none,
  getTestEvents: nothing,
}
