import type { Call } from './call.ts'
import { callKind } from './call-kind.ts'
import { type ServiceEntry, serviceOf, serviceOfUnsigned } from './catalogue.ts'
import { accountOf, appIdOf, credentialScope } from './credentials.ts'
import { header, type RequestHead } from './request-head.ts'
import { matchRest } from './rest-match.ts'
import { s3Addresses } from './s3-address.ts'
import { modelsOf, type Operation, type ServiceModel } from './service-model.ts'

/** What the emulator assumes where a request does not say it. */
export interface Defaults {
  readonly account: string
  readonly region: string
}

/** Where the emulator keeps code and layers: `/_ministack/lambda-code/<account>/<region>/<name>`. */
const CODE_STORAGE = /^\/_ministack\/lambda-(?:code|layers)\/(\d{12})\/([^/]+)\/([^/]+)/

/**
 * Tells which API call a request is, from AWS's protocols and the SDK's own schemas.
 * @param form the decoded body when it is a form (query protocols), else `undefined`
 * @returns `undefined` for what is not an AWS API call: a health check, a function URL, a public object
 */
export function recognise(
  head: RequestHead,
  form: URLSearchParams | undefined,
  defaults: Defaults,
): Call | undefined {
  const storage = CODE_STORAGE.exec(head.path)
  if (storage !== null) return storageCall(head, storage, defaults)
  const scope = credentialScope(head)
  const target = header(head.headers, 'x-amz-target')
  const fields = form ?? head.query
  const service = scope
    ? serviceOf(scope.signingName)
    : serviceOfUnsigned(target, fields.get('Version') ?? undefined)
  if (service === undefined) return undefined
  const found = findOperation(service, head, target, fields)
  return {
    ...callerOf(head, defaults),
    service,
    ...found,
    kind: callKind(service.iamPrefix, found.operation),
    region: scope?.region ?? defaults.region,
    head,
  }
}

type Found = Pick<Call, 'operation' | 'labels' | 'schema'>

function callerOf(
  head: RequestHead,
  defaults: Defaults,
): Pick<Call, 'account' | 'accessKeyId' | 'app' | 'userAgent'> {
  const accessKeyId = credentialScope(head)?.accessKeyId
  const userAgent = head.headers['user-agent'] ?? ''
  return {
    account: accountOf(accessKeyId, defaults.account),
    accessKeyId,
    app: appIdOf(userAgent) ?? appIdOf(header(head.headers, 'x-amz-user-agent')),
    userAgent,
  }
}

/** A download from a presigned `Code.Location`: on AWS a bucket of the Lambda service, here a path. */
function storageCall(
  head: RequestHead,
  [, account, region, name]: RegExpExecArray,
  defaults: Defaults,
): Call {
  const service = serviceOf('code-storage')
  return {
    ...callerOf(head, { ...defaults, account: account ?? defaults.account }),
    service,
    operation: 'GetObject',
    kind: 'data',
    region: region ?? defaults.region,
    labels: { Key: decodeURIComponent(name ?? '') },
    head,
    schema: undefined,
  }
}

/** RPC protocols name their operation; REST protocols have it in their path. */
function findOperation(
  service: ServiceEntry,
  head: RequestHead,
  target: string | undefined,
  fields: URLSearchParams,
): Found {
  const models = modelsOf(service)
  const name = target?.split('.').at(-1) ?? rpcName(head.path) ?? fields.get('Action') ?? undefined
  if (name !== undefined) return { operation: name, labels: {}, schema: named(models, name) }
  for (const model of models) {
    const found = service.packages.includes('@aws-sdk/client-s3')
      ? matchS3(model, head)
      : matchPath(model, head)
    if (found !== undefined) return found
  }
  return { operation: `${head.method} ${head.path}`, labels: {}, schema: undefined }
}

function rpcName(path: string): string | undefined {
  return /^\/service\/[^/]+\/operation\/([^/]+)$/.exec(path)?.[1]
}

function named(models: readonly ServiceModel[], name: string): Call['schema'] {
  for (const model of models) {
    const operation = model.operations.get(name)
    if (operation !== undefined) return { model, operation }
  }
  return undefined
}

function matchPath(model: ServiceModel, head: RequestHead): Found | undefined {
  const segments = head.path.split('/').filter((segment) => segment !== '')
  const match = matchRest(model.operations.values(), head, { segments, inHost: false })
  return match && found(model, match.operation, match.labels)
}

function matchS3(model: ServiceModel, head: RequestHead): Found | undefined {
  for (const { bucket, path } of s3Addresses(head)) {
    const match = matchRest(model.operations.values(), head, path)
    if (match === undefined) continue
    const labels = bucket === undefined ? match.labels : { Bucket: bucket, ...match.labels }
    return found(model, match.operation, labels)
  }
  return undefined
}

function found(model: ServiceModel, operation: Operation, labels: Readonly<Record<string, string>>): Found {
  return { operation: operation.name, labels, schema: { model, operation } }
}
