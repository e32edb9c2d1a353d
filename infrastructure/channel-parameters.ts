import { SettingInvalidError } from '../shared/errors.ts'
import type { StackParameter } from './stack-parameters.ts'

/**
 * A webhook whose receiver cannot tell who posts is none; and a key without an address signs nothing.
 *
 * @throws SettingInvalidError
 */
export function checkWebhook(given: readonly StackParameter[]): void {
  const isGiven = (name: string) =>
    given.some(({ ParameterKey, ParameterValue }) => ParameterKey === name && ParameterValue !== '')
  if (isGiven('WebhookUrl') === isGiven('WebhookSecretArn')) return
  throw new SettingInvalidError(
    'A webhook needs both parameters: WebhookUrl, its address, and WebhookSecretArn, the key of its signatures.',
  )
}
