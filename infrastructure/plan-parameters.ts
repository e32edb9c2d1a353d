import { SettingInvalidError } from '../shared/errors.ts'
import { deploymentParameters } from '../shared/plans/deployment-parameters.ts'
import { readPlans } from '../shared/plans/read-plans.ts'
import type { Parameters, StackParameter } from './stack-parameters.ts'

/**
 * The parameters of the stack with the defaults that the plan file gives them; what `--param` says goes before.
 *
 * @param text of `holdfast.yml`
 * @throws SettingInvalidError when the file is not valid
 */
export function withPlans(parameters: Parameters, text: string, now: Date): Parameters {
  const { file, problems } = readPlans(text, now)
  if (file === undefined) {
    const lines = problems.map(
      ({ place, path, message }) => `${place.line}:${place.column} ${path} ${message}`,
    )
    throw new SettingInvalidError(`holdfast.yml is not valid:\n${lines.join('\n')}`)
  }
  const given = Object.entries(deploymentParameters(file)).map(
    ([name, Default]) => [name, { Default }] as const,
  )
  const unknown = given.filter(([name]) => !Object.hasOwn(parameters, name))
  if (unknown.length > 0)
    throw new TypeError(`The stack has no parameter ${unknown.map(([name]) => name).join(', ')}`)
  return { ...parameters, ...Object.fromEntries(given) }
}

/**
 * Restore tests that are asked for and not allowed would silently not take place.
 *
 * @throws SettingInvalidError
 */
export function checkRestoreTests(given: readonly StackParameter[], text: string, now: Date): void {
  const { file } = readPlans(text, now)
  const plans = Object.values(file?.plans ?? {})
  const isAsked = [file, ...plans].some((one) => one?.restoreTests !== undefined)
  const isAllowed = given.some((one) => one.ParameterKey === 'AllowRestore' && one.ParameterValue === 'yes')
  if (!isAsked || isAllowed) return
  throw new SettingInvalidError(
    'holdfast.yml asks for restore tests, which need the parameter AllowRestore=yes: give --param="AllowRestore=yes", or take restoreTests out.',
  )
}
