import type { JsonObject } from '../model/json.ts'

/**
 * Plain JSON as the input of a command. Whether its members are the command's own is not known to the compiler: they
 * came from AWS's answers, and tests hold the translations against the installed client's schemas.
 *
 * @param _command the class of the command, for the type
 */
export function asInput<Input extends object>(
  _command: new (input: Input) => object,
  input: JsonObject,
): Input {
  return input as unknown as Input
}
