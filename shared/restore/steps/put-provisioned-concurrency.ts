import { JsonObjectSchema } from '../../model/json.ts'
import { given, numberOf, textOf } from '../../model/members.ts'
import { qualifierOf, settingAction } from '../setting.ts'

/** Asks for provisioned concurrency for a version or alias; Lambda allocates it in its own time. */
export const putProvisionedConcurrency = settingAction({
  action: 'put-provisioned-concurrency',
  write: ({ writer }, { name, qualifier }, value) => {
    const requested =
      value === null
        ? undefined
        : numberOf(JsonObjectSchema.parse(value), 'RequestedProvisionedConcurrentExecutions')
    return writer.setProvisionedConcurrency({ name, ...given({ qualifier }) }, requested)
  },
  read: ({ provisionedConcurrency }, qualifier) =>
    provisionedConcurrency &&
    (provisionedConcurrency.find((one) => qualifierOf(textOf(one, 'FunctionArn') ?? '') === qualifier) ??
      null),
})
