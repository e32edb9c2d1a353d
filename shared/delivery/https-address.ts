import { SettingInvalidError } from '../errors.ts'

/**
 * The address of a webhook. It must be one of HTTPS and without credentials: what is posted names functions and people.
 *
 * @param what whose address it is, for people
 * @throws SettingInvalidError that names no part of it: whoever knows it may post
 */
export function httpsAddress(text: string, what: string): URL {
  const address = URL.parse(text.trim())
  if (address?.protocol === 'https:' && address.username === '' && address.password === '') return address
  throw new SettingInvalidError(`${what} is no address of HTTPS without credentials.`)
}
