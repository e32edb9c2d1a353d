import { SettingInvalidError } from '../shared/errors.ts'
import type { StackParameter } from './stack-parameters.ts'

/**
 * Where lines go and what the function's role may write to are one domain.
 *
 * @throws SettingInvalidError
 */
export function checkOpenSearch(given: readonly StackParameter[]): void {
  const isGiven = (name: string) =>
    given.some(({ ParameterKey, ParameterValue }) => ParameterKey === name && ParameterValue !== '')
  if (isGiven('OpenSearchEndpoint') === isGiven('OpenSearchDomainArn')) return
  throw new SettingInvalidError(
    'Logs go to OpenSearch by both parameters: OpenSearchEndpoint, the address of the domain, and OpenSearchDomainArn.',
  )
}
