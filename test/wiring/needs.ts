import type { RecordedCall } from '../../local/gateway/recorder.ts'
import { resourceOf } from './call-resource.ts'
import type { Keys } from './encryption.ts'
import { keyActions } from './encryption.ts'
import { APP_PREFIX } from './grants.ts'
import type { Permission } from './iam-actions.ts'
import { actionKind, permissionsOf } from './iam-actions.ts'

/** One permission that a function needed. */
export interface Need {
  readonly function: string
  readonly action: string
  /** ARN; `*` for an action that knows no resource; `undefined` where the record does not show it. */
  readonly resource: string | undefined
  /** Condition keys that AWS would fill in. */
  readonly context: Readonly<Record<string, string>>
}

/** Powertools adds itself to AWS_SDK_UA_APP_ID: `holdfast-on-change-PT-NO-OP-...`. */
const POWERTOOLS = /-PT-.*$/

/** Downloads of code: presigned, no call of a role. */
const NO_API = 'code-storage'

/** The function that made a call; `undefined` when it was somebody else. */
export function callerOf({ app }: RecordedCall): string | undefined {
  if (app?.startsWith(APP_PREFIX) !== true) return undefined
  return app.slice(APP_PREFIX.length).replace(POWERTOOLS, '')
}

/**
 * What the functions' calls needed, each permission on each resource once.
 * @throws Error for a call whose permission the service authorization reference does not know: iam-actions.ts must
 *   say which it needs
 */
export async function needsOf(calls: readonly RecordedCall[], keys: Keys): Promise<readonly Need[]> {
  const needs = new Map<string, Need>()
  for (const call of calls) {
    const caller = callerOf(call)
    if (caller === undefined || call.service === NO_API) continue
    for (const permission of permissionsOf(call)) {
      const need = await needOf(caller, call, permission)
      for (const one of [need, ...keyNeeds(need, call, keys)]) needs.set(JSON.stringify(one), one)
    }
  }
  return [...needs.values()]
}

async function needOf(
  caller: string,
  call: RecordedCall,
  { action, on, context = {} }: Permission,
): Promise<Need> {
  const kind = await actionKind(action)
  if (kind === 'unknown')
    throw new Error(`${action} is no action of IAM: say in iam-actions.ts what ${call.operation} needs`)
  const located = on === 'unseen' ? undefined : resourceOf(call)
  const resource = on === 'bucket' ? located?.split('/')[0] : located
  return { function: caller, action, resource: kind === 'without resources' ? '*' : resource, context }
}

/** S3, SQS and SNS use the key in the caller's name, in the region of the call. */
function keyNeeds(
  { function: caller, action, resource = '' }: Need,
  { service, region }: RecordedCall,
  keys: Keys,
): Need[] {
  const key = keys.get(resource) ?? keys.get(resource.split('/')[0] ?? '')
  if (key === undefined) return []
  const context = { 'kms:ViaService': `${service}.${region}.amazonaws.com` }
  return keyActions(action).map((use) => ({ function: caller, action: use, resource: key, context }))
}
