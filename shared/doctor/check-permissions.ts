import { AccessDeniedError, NotFoundError } from '../errors.ts'
import type { Grant } from './capture-grants.ts'
import type { PermissionsApi } from './doctor-ports.ts'
import type { Finding, Place } from './finding.ts'
import { ok, problem, unknown } from './finding.ts'

/** Who captures, and where. */
export interface Captor {
  readonly principalArn: string
  readonly zone: string
  /** The region that the calls would go to. */
  readonly region: string
}

/**
 * Looks whether captures may read what they must, by IAM's own dry run: nothing is read. Where IAM may not be asked,
 * or does not find the principal, `probe` tries instead, if the caller is the one who captures.
 */
export async function checkPermissions(
  api: PermissionsApi,
  { principalArn, zone, region }: Captor,
  grants: readonly Grant[],
  probe?: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const place = { check: 'permissions', zone } as const
  const source = policySource(principalArn)
  if (source === 'root') return [ok(place, 'The root user may read everything.')]
  try {
    const questions = grants.map(({ actions, resource }) =>
      api.simulate({ principalArn: source, actions, resource, region }),
    )
    return [judgeDenied(place, source, (await Promise.all(questions)).flat())]
  } catch (error) {
    if (!(error instanceof AccessDeniedError || error instanceof NotFoundError)) throw error
    if (probe !== undefined) return await probe()
    return [unknown(place, `Whether ${source} may read everything is hidden from you: ${error.message}`)]
  }
}

export function judgeDenied(place: Place, principal: string, denied: readonly string[]): Finding {
  if (denied.length === 0) return ok(place, `${principal} may read all that captures need.`)
  const what = `${principal} may not: ${denied.join(', ')}. Captures will have gaps, or fail.`
  return problem(place, what, mendFor(principal, denied))
}

/** A policy written into the role of the deployment would be lost; those of a person are the account's business. */
function mendFor(principal: string, denied: readonly string[]): string | undefined {
  const [, kind, path] = /:(role|user)\/(.+)$/.exec(principal) ?? []
  const name = path?.split('/').at(-1)
  if (kind === undefined || name === undefined) return undefined
  const statement = { Effect: 'Allow', Action: denied, Resource: '*' }
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  return `aws iam put-${kind}-policy --${kind}-name ${name} --policy-name holdfast-captures --policy-document '${document}'`
}

/**
 * The principal that IAM can simulate. An assumed role is told as `arn:...:assumed-role/<name>/<session>`, without
 * the role's path: a role with a path, one of IAM Identity Center for one, is not found under this name.
 */
export function policySource(principalArn: string): string {
  if (principalArn.endsWith(':root')) return 'root'
  const [, partition, account, role] =
    /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/.exec(principalArn) ?? []
  return role === undefined ? principalArn : `arn:${partition}:iam::${account}:role/${role}`
}
