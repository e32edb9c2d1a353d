import { expect, test } from '@jest/globals'
import { LONGEST_STACK_NAME, checkStackName } from '../../../infrastructure/stack-name.ts'
import { SettingInvalidError } from '../../../shared/errors.ts'

test('a stack whose name CloudFormation would cut in the names of roles is refused', () => {
  expect(() => checkStackName('holdfast-prod')).not.toThrow()
  expect(() => checkStackName('x'.repeat(LONGEST_STACK_NAME))).not.toThrow()
  expect(() => checkStackName('x'.repeat(LONGEST_STACK_NAME + 1))).toThrow(SettingInvalidError)
})
