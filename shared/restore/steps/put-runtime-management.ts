import type { JsonObject } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import { given } from '../../model/members.ts'
import { settingAction } from '../setting.ts'

/** What a new function has (Lambda Developer Guide, "Runtime version updates"). */
export const NEW_RUNTIME_MANAGEMENT: JsonObject = { UpdateRuntimeOn: 'Auto' }

/** Says when a function or version gets a patched runtime. */
export const putRuntimeManagement = settingAction({
  action: 'put-runtime-management',
  async write({ writer }, { name, qualifier }, value) {
    const { UpdateRuntimeOn, RuntimeVersionArn } = JsonObjectSchema.parse(value ?? NEW_RUNTIME_MANAGEMENT)
    // A version is named only where it is chosen by hand; Lambda refuses it elsewhere.
    const pinned = UpdateRuntimeOn === 'Manual' ? given({ RuntimeVersionArn }) : {}
    const settings = given({ UpdateRuntimeOn, Qualifier: qualifier })
    await writer.putRuntimeManagement({ FunctionName: name, ...settings, ...pinned })
  },
  read: (content, qualifier) =>
    (qualifier === undefined ? content : content.versions?.find(({ version }) => version === qualifier))
      ?.runtimeManagement,
})
