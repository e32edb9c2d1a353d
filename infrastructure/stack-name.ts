import { SettingInvalidError } from '../shared/errors.ts'

/** Characters of a name of a role, and of what CloudFormation adds to make it unique (IAM API reference; as observed). */
export const ROLE_NAME = 64
export const UNIQUE_PART = 13

/**
 * Characters of a stack's name. CloudFormation calls a role `<stack>-<logical id>-<unique part>`, and cuts what would be
 * longer than 64 characters. Policies of the vault, of its key and of a copy tell the roles of the stack by the beginning
 * of their names: with a name that is cut the roles lose their key, and what is denied to them is not denied any more.
 */
export const LONGEST_STACK_NAME = 22

/**
 * Refuses a name of a stack that CloudFormation would cut in the names of its roles.
 *
 * @throws SettingInvalidError
 */
export function checkStackName(name: string): void {
  if (name.length <= LONGEST_STACK_NAME) return
  throw new SettingInvalidError(
    `The name of the stack, ${name}, is longer than ${LONGEST_STACK_NAME} characters: CloudFormation would cut it in the names of roles, and policies that name them would not apply. Take a shorter stage.`,
  )
}
