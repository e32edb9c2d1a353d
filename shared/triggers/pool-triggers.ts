import type { JsonObject } from '../model/json.ts'
import { objectOf, textOf } from '../model/members.ts'

/**
 * Both forms of a pre token generation trigger: the old one repeats the ARN of the new one, which has a version
 * (Cognito API reference, LambdaConfigType).
 */
const OLD_TOKEN = 'PreTokenGeneration'
const NEW_TOKEN = 'PreTokenGenerationConfig'
const TOKENS: readonly string[] = [OLD_TOKEN, NEW_TOKEN]
/** What these send is encrypted with the pool's one `KMSKeyID`. */
const SENDERS: readonly string[] = ['CustomSMSSender', 'CustomEmailSender']

/** A trigger of a user pool: ARN of the function and, for some, the version of the event that it gets. */
export interface PoolTrigger {
  readonly on: string
  readonly arn: string
  readonly version: string | undefined
  readonly key: string | undefined
}

/** The triggers in a pool's `LambdaConfig`, in order of name. */
export function poolTriggers(config: JsonObject): readonly PoolTrigger[] {
  return Object.keys(config)
    .sort()
    .filter((on) => on !== 'KMSKeyID' && nameIn(config, on) === on)
    .flatMap((on) => poolTrigger(config, on) ?? [])
}

/** One trigger of a pool by its name; a pre token generation trigger by either of its names. */
export function poolTrigger(config: JsonObject, name: string): PoolTrigger | undefined {
  const on = nameIn(config, name)
  const versioned = objectOf(config, on)
  const arn = textOf(config, on) ?? textOf(versioned, 'LambdaArn')
  const key = SENDERS.includes(on) ? textOf(config, 'KMSKeyID') : undefined
  return arn === undefined ? undefined : { on, arn, version: textOf(versioned, 'LambdaVersion'), key }
}

/** The pool's `LambdaConfig` with this trigger. All senders share one key: that of the pool stays. */
export function withPoolTrigger(config: JsonObject, { on, arn, version, key }: PoolTrigger): JsonObject {
  const { KMSKeyID = key } = config
  const member = version === undefined ? arn : { LambdaArn: arn, LambdaVersion: version }
  const old = TOKENS.includes(on) ? { [OLD_TOKEN]: arn } : {}
  return {
    ...withoutPoolTrigger(config, on),
    ...old,
    [on]: member,
    ...(SENDERS.includes(on) && KMSKeyID !== undefined ? { KMSKeyID } : {}),
  }
}

/** The pool's `LambdaConfig` without this trigger. */
export function withoutPoolTrigger(config: JsonObject, on: string): JsonObject {
  const gone = TOKENS.includes(on) ? TOKENS : [on]
  return Object.fromEntries(Object.entries(config).filter(([name]) => !gone.includes(name)))
}

function nameIn(config: JsonObject, name: string): string {
  if (!TOKENS.includes(name)) return name
  return NEW_TOKEN in config ? NEW_TOKEN : OLD_TOKEN
}
