import { JsonObjectSchema } from '../../model/json.ts'
import { textOf } from '../../model/members.ts'
import { settingAction } from '../setting.ts'

/** Has the code of every later deployment checked by a code signing configuration, or by none. */
export const putCodeSigning = settingAction({
  action: 'put-code-signing',
  write: ({ writer }, { name }, value) =>
    writer.setCodeSigning(
      name,
      value === null ? undefined : textOf(JsonObjectSchema.parse(value), 'CodeSigningConfigArn'),
    ),
  read: ({ codeSigning }) => codeSigning,
})
