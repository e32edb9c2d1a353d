import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { CallHooks } from './call-hooks.ts'
import { callHooks } from './call-hooks.ts'
import { lookupWithLoopback } from './loopback-names.ts'

/**
 * How often a call is tried before its error is raised. `standard` retry of the SDK: exponential back-off with
 * jitter, a client-side budget, throttling waited out longer. Two more than the SDK's three, for the Lambda
 * control plane is shared with the user's own deployments.
 */
const MAX_ATTEMPTS = 5

/** Milliseconds until a connection stands, an answer is complete, and a silent socket is given up. */
const CONNECTION_TIMEOUT = 3000
const ANSWER_TIMEOUT = 20_000
const IDLE_TIMEOUT = 30_000

/** Milliseconds: a function may take fifteen minutes to answer (Lambda quotas). */
const INVOCATION_TIMEOUT = 910_000

/** Whose credentials a client uses instead of the caller's own: those of a role of another account. */
export type Credentials = ReturnType<typeof fromTemporaryCredentials>

export interface ClientOptions {
  /** Without it the SDK's default chain decides (AWS_REGION, profile). */
  readonly region?: string | undefined
  readonly hooks?: CallHooks | undefined
  /** Without it the SDK's default chain decides. */
  readonly credentials?: Credentials | undefined
  /**
   * `transfer`: bodies of any size pass, so only silence is timed, never the whole. `invocation`: a function is silent
   * until it answers. Default `call`.
   */
  readonly traffic?: keyof typeof TIMEOUTS
}

/** What a client is made with. */
export interface ClientConfig {
  readonly region?: string
  readonly credentials?: Credentials
  readonly maxAttempts: number
  readonly retryMode: 'standard'
  readonly requestHandler: NodeHttpHandler
}

/** What every SDK client has and this file needs. */
export interface AwsClient {
  readonly config: { region(): Promise<string> }
  /** The plugin's type names the client's own inputs; ours looks at none of them and fits every client. */
  readonly middlewareStack: { use(plugin: never): void }
}

/**
 * Makes an SDK client; every client of the product is made here. Endpoint (`AWS_ENDPOINT_URL`), application id
 * (`AWS_SDK_UA_APP_ID`) and, unless others are given, credentials come from the SDK's own default chains.
 *
 * @param Client the client's class
 */
export function createClient<C extends AwsClient>(
  Client: new (config: ClientConfig) => C,
  { region, hooks, credentials, traffic = 'call' }: ClientOptions = {},
): C {
  const client = new Client({
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    // Kinesis would speak HTTP/2, whose one session does not survive that Lambda freezes the function between two events.
    requestHandler: new NodeHttpHandler(TIMEOUTS[traffic]),
  })
  if (hooks !== undefined) client.middlewareStack.use(callHooks(hooks, () => client.config.region()) as never)
  return client
}

/** Plain HTTP is what custom endpoints on this machine speak. */
const CONNECTION = { connectionTimeout: CONNECTION_TIMEOUT, httpAgent: { lookup: lookupWithLoopback } }

const TIMEOUTS = {
  call: { ...CONNECTION, requestTimeout: ANSWER_TIMEOUT, throwOnRequestTimeout: true },
  transfer: { ...CONNECTION, socketTimeout: IDLE_TIMEOUT },
  invocation: { ...CONNECTION, socketTimeout: INVOCATION_TIMEOUT },
} as const
