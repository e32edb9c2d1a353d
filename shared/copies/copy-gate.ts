import { PreconditionFailedError, SettingInvalidError, VaultUnavailableError } from '../errors.ts'
import { readVaultRecord } from '../vault/gate.ts'
import { VAULT_KEY } from '../vault/layout.ts'
import type { Copying } from './copying.ts'

/**
 * Makes sure that the source is a vault, and the copy one of it: what is empty becomes one, with the vault's own record.
 *
 * @throws VaultUnavailableError when there is no vault to copy
 * @throws SettingInvalidError when another vault stands there, or the two are one place
 * @throws VaultFormatError when either is in a newer format
 */
export async function openCopy(copying: Copying): Promise<void> {
  const { from, to } = copying
  if (from.url === to.url) throw refuse(copying, 'cannot be copied onto itself')
  const record = await readVaultRecord(from)
  if (record === undefined)
    throw new VaultUnavailableError(`There is no vault at ${from.url}`, { evidence: { url: from.url } })
  if (!copying.canReadCopy && (await to.stat(VAULT_KEY)) !== undefined) return
  const standing = copying.canReadCopy ? await readVaultRecord(to) : undefined
  if (standing === undefined) await beginCopy(copying)
  else if (standing.id !== record.id)
    throw refuse(copying, `is another vault than ${from.url}: it is no copy of it`)
}

async function beginCopy({ from, to }: Copying): Promise<void> {
  const found = await from.load(VAULT_KEY)
  if (found === undefined) throw new VaultUnavailableError(`The vault at ${from.url} is gone`)
  try {
    await to.write(VAULT_KEY, found.bytes, { size: found.bytes.length, condition: 'absent' })
  } catch (error) {
    // Another copier of the same source began it at the same time; every other vault is told apart by the next call.
    if (!(error instanceof PreconditionFailedError)) throw error
  }
}

function refuse({ to }: Copying, why: string): SettingInvalidError {
  return new SettingInvalidError(`${to.url} ${why}`, { evidence: { url: to.url } })
}
