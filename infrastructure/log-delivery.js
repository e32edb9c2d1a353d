import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'

// The part of the template that follows from the functions of serverless.yml, for
// `${file(infrastructure/log-delivery.js):subscriptions}`.

/** A subscription filter for the log group of each function. */
export async function subscriptions() {
  const { logSubscriptions } = await import('./log-subscriptions.ts')
  const text = await readFile(new URL('../serverless.yml', import.meta.url), 'utf8')
  // CloudFormation's short forms (`!Ref`) are no functions.
  return logSubscriptions(parse(text, { logLevel: 'error' }).functions)
}
