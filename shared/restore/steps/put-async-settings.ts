import { JsonObjectSchema } from '../../model/json.ts'
import { given, textOf } from '../../model/members.ts'
import { qualifierOf, settingAction } from '../setting.ts'

/** Retries, age and destinations of asynchronous invocations of a function, version or alias. */
export const putAsyncSettings = settingAction({
  action: 'put-async-settings',
  async write({ writer }, { name, qualifier }, value) {
    if (value === null) return writer.deleteEventInvokeConfig({ name, ...given({ qualifier }) })
    const { FunctionArn: _arn, ...settings } = JsonObjectSchema.parse(value)
    await writer.putEventInvokeConfig({ FunctionName: name, ...given({ Qualifier: qualifier }), ...settings })
  },
  read: ({ eventInvoke }, qualifier) =>
    eventInvoke &&
    (eventInvoke.find((one) => qualifierOf(textOf(one, 'FunctionArn') ?? '') === qualifier) ?? null),
})
