import { JsonObjectSchema } from '../../model/json.ts'
import { objectOf } from '../../model/members.ts'
import { settingAction } from '../setting.ts'

/** Bounds the execution environments of a function or version on a capacity provider. */
export const putScaling = settingAction({
  action: 'put-scaling',
  async write({ writer }, { name, qualifier = '$LATEST' }, value) {
    const bounds = objectOf(JsonObjectSchema.parse(value ?? {}), 'RequestedFunctionScalingConfig')
    await writer.putScaling({ FunctionName: name, Qualifier: qualifier, FunctionScalingConfig: bounds })
  },
  read: (content, qualifier) =>
    (qualifier === undefined ? content : content.versions?.find(({ version }) => version === qualifier))
      ?.scaling,
})
