import { JsonObjectSchema } from '../../model/json.ts'
import { given, textOf } from '../../model/members.ts'
import { qualifierOf, settingAction } from '../setting.ts'

/** Gives a function or alias a URL; its domain is a new one each time that a URL is created. */
export const putUrl = settingAction({
  action: 'put-url',
  async write({ writer }, { name, qualifier }, value) {
    const ref = { name, ...(qualifier !== undefined && { qualifier }) }
    if (value === null) return writer.deleteFunctionUrl(ref)
    const { AuthType, Cors = {}, InvokeMode } = JsonObjectSchema.parse(value)
    await writer.putFunctionUrl({
      FunctionName: name,
      ...given({ Qualifier: qualifier, AuthType, InvokeMode }),
      Cors,
    })
  },
  read: ({ urls }, qualifier) =>
    urls && (urls.find((url) => qualifierOf(textOf(url, 'FunctionArn') ?? '') === qualifier) ?? null),
})
