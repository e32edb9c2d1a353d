import { SettingInvalidError } from '../errors.ts'
import { readAs } from '../model/file-problems.ts'
import { RestoreMap } from '../model/restore.ts'
import { readYaml } from '../model/yaml-file.ts'

/**
 * Reads the file of `--map`. Every value is text: an account id may begin with a zero.
 *
 * @param text YAML
 * @param file its name, for messages
 * @throws SettingInvalidError that says on which line what is wrong
 */
export function parseMap(text: string, file: string): RestoreMap {
  const { value, problems } = readAs(readYaml(text, 'failsafe'), RestoreMap)
  if (problems === undefined) return value
  const said = problems.map(
    ({ place, path, message }) => `line ${place.line}: ${`${path} ${message}`.trim()}`,
  )
  throw new SettingInvalidError(`${file}, ${said[0]}`, { evidence: { file, problems: said.length } })
}
