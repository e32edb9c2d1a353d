import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { template } from './triggers.js'

/** Every parameter of the stack with what `--param` says of it, for `${file(infrastructure/parameters.js):stackParameters}`. */
export async function stackParameters({ resolveVariable }) {
  const { stackParameters } = await import('./stack-parameters.ts')
  const text = await readFile(new URL('parameters.yml', import.meta.url), 'utf8')
  // CloudFormation's short forms (`!Ref`) are no parameters.
  const { Parameters } = parse(text, { logLevel: 'error' })
  const { Parameters: switches } = await template()
  const { checkRestoreTests, withPlans } = await import('./plan-parameters.ts')
  const { checkWebhook } = await import('./channel-parameters.ts')
  const { checkOpenSearch } = await import('./opensearch-parameters.ts')
  const plans = await readFile(new URL('../holdfast.yml', import.meta.url), 'utf8')
  const now = new Date()
  const given = await stackParameters(withPlans({ ...Parameters, ...switches }, plans, now), resolveVariable)
  checkRestoreTests(given, plans, now)
  checkWebhook(given)
  checkOpenSearch(given)
  return given
}
