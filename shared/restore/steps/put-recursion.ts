import type { JsonObject } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import { settingAction } from '../setting.ts'

/** What a new function has (Lambda Developer Guide, "Recursive loop detection"). */
export const NEW_RECURSION: JsonObject = { RecursiveLoop: 'Terminate' }

/** Says whether Lambda may stop a loop that the function is part of. */
export const putRecursion = settingAction({
  action: 'put-recursion',
  async write({ writer }, { name }, value) {
    const { RecursiveLoop = 'Terminate' } = JsonObjectSchema.parse(value ?? NEW_RECURSION)
    await writer.putRecursion({ FunctionName: name, RecursiveLoop })
  },
  read: ({ recursion }) => recursion,
})
