import { ACCOUNT } from '../account.ts'
import type { Fleet, FleetFunction } from './fleet.ts'
import { arnOf } from './fleet.ts'

/** A request to Lambda's control plane, and where it can be downloaded from. */
export interface LambdaRequest {
  readonly region: string
  readonly path: string
  readonly query: URLSearchParams
  /** The server's own address. */
  readonly origin: string
}

/** What ListFunctions returns in one page (Lambda API reference). */
const PAGE = 50

/** Answers a read of Lambda's control plane; `undefined` when there is no such thing. */
export function answerLambda(fleet: Fleet, request: LambdaRequest): object | undefined {
  const { path, region } = request
  const [, name, part] = /^\/[\d-]+\/functions\/([^/]+)\/?(.*)$/.exec(path) ?? []
  if (name !== undefined) {
    const found = fleet.find(region, decodeURIComponent(name))
    return found && answerFunction(found, part ?? '', request)
  }
  if (/\/functions\/?$/.test(path)) return listFunctions(fleet, request)
  if (/\/event-source-mappings\/?$/.test(path)) return { EventSourceMappings: [] }
  return /\/code-signing-configs\/?$/.test(path) ? { CodeSigningConfigs: [] } : undefined
}

function listFunctions(fleet: Fleet, { region, query }: LambdaRequest): object {
  const start = Number(query.get('Marker') ?? 0)
  const all = fleet.list(region)
  const next = start + PAGE
  const page = all.slice(start, next).map(configurationOf)
  return { Functions: page, ...(next < all.length ? { NextMarker: String(next) } : {}) }
}

function answerFunction(one: FleetFunction, part: string, request: LambdaRequest): object | undefined {
  switch (part) {
    case '':
      return describe(one, request)
    case 'policy':
      return { Policy: JSON.stringify(policyOf(one)), RevisionId: String(one.revision) }
    case 'urls':
      return { FunctionUrlConfigs: [] }
    case 'event-invoke-config/list':
      return { FunctionEventInvokeConfigs: [] }
    case 'recursion-config':
      return { RecursiveLoop: 'Terminate' }
    case 'runtime-management-config':
      return { UpdateRuntimeOn: 'Auto', FunctionArn: arnOf(one) }
    case 'code-signing-config':
      return { FunctionName: one.name }
    case 'aliases':
      return { Aliases: [] }
    case 'versions':
      return { Versions: [configurationOf(one)] }
    default:
      return undefined
  }
}

function describe(one: FleetFunction, { origin }: LambdaRequest): object {
  const Location = `${origin}/code/${one.region}/${one.name}`
  return {
    Configuration: { ...configurationOf(one), State: 'Active', LastUpdateStatus: 'Successful' },
    Code: { RepositoryType: 'S3', Location },
    Tags: { team: 'bench' },
  }
}

function configurationOf(one: FleetFunction): object {
  const { name, revision, code } = one
  return {
    FunctionName: name,
    FunctionArn: arnOf(one),
    Runtime: 'nodejs24.x',
    Role: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    Handler: 'index.handler',
    CodeSize: code.size,
    CodeSha256: code.sha256,
    Description: `revision ${revision}`,
    Timeout: 10,
    MemorySize: 256,
    LastModified: new Date(Date.UTC(2026, 0, 1) + revision * 1000).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    RevisionId: `${name}-${revision}`,
    PackageType: 'Zip',
    Architectures: ['arm64'],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
    Environment: { Variables: { STAGE: 'bench' } },
  }
}

function policyOf(one: FleetFunction): object {
  const statement = {
    Sid: 'rule',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: arnOf(one),
  }
  return { Version: '2012-10-17', Id: 'default', Statement: [statement] }
}
