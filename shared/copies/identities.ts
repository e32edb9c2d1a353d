import { SettingInvalidError } from '../errors.ts'

/** Reads a file of identities as `age-keygen` writes it. @throws SettingInvalidError when there is none in it */
export function parseIdentities(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (identities.length > 0 && identities.every((line) => line.startsWith('AGE-SECRET-KEY-')))
    return identities
  throw new SettingInvalidError(
    'The identity file must hold AGE-SECRET-KEY- lines, as age-keygen writes them; one that is itself encrypted must be decrypted first',
  )
}
