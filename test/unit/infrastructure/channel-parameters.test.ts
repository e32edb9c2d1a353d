import { describe, expect, test } from '@jest/globals'
import { checkWebhook } from '../../../infrastructure/channel-parameters.ts'
import { SettingInvalidError } from '../../../shared/errors.ts'

const check = (WebhookUrl: string, WebhookSecretArn: string) => () =>
  checkWebhook(
    Object.entries({ WebhookUrl, WebhookSecretArn }).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
  )

describe('a webhook', () => {
  test('is deployed with a key of its own, or not at all', () => {
    expect(check('', '')).not.toThrow()
    expect(check('https://hooks.example.com', 'arn:secret')).not.toThrow()
    expect(check('https://hooks.example.com', '')).toThrow(SettingInvalidError)
    expect(check('', 'arn:secret')).toThrow(SettingInvalidError)
  })
})
