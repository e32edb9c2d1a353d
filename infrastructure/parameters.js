import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { template } from './triggers.js'

/** Every parameter of the stack with what `--param` says of it, for `${file(infrastructure/parameters.js):stackParameters}`. */
export async function stackParameters({ resolveVariable }) {
  const { stackParameters } = await import('./stack-parameters.ts')
  const { checkStackName } = await import('./stack-name.ts')
  checkStackName(String(await resolveVariable('self:provider.stackName')))
  const text = await readFile(new URL('parameters.yml', import.meta.url), 'utf8')
  // CloudFormation's short forms (`!Ref`) are no parameters.
  const { Parameters } = parse(text, { logLevel: 'error' })
  const { Parameters: switches } = await template()
  const { checkRestoreTests, withPlans } = await import('./plan-parameters.ts')
  const { checkCopies } = await import('./copy-parameters.ts')
  const { checkWebhook } = await import('./channel-parameters.ts')
  const { checkOpenSearch } = await import('./opensearch-parameters.ts')
  const plans = await readFile(new URL('../holdfast.yml', import.meta.url), 'utf8')
  const now = new Date()
  const { SCHEDULE_PARAMETERS, overdueParameters } = await import('./monitoring/overdue.ts')
  const parameters = withPlans({ ...Parameters, ...switches }, plans, now)
  const schedules = Object.fromEntries(SCHEDULE_PARAMETERS.map((name) => [name, parameters[name]]))
  const overdue = overdueParameters(await stackParameters(schedules, resolveVariable), now)
  const given = await stackParameters({ ...parameters, ...overdue }, resolveVariable)
  checkRestoreTests(given, plans, now)
  checkCopies(given, plans, now)
  checkWebhook(given)
  checkOpenSearch(given)
  return given
}
