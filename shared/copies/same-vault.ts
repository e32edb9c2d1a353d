import { SettingInvalidError } from '../errors.ts'
import { decodeDocument } from '../vault/documents.ts'
import { VaultRecord } from '../vault/gate.ts'
import { VAULT_KEY } from '../vault/layout.ts'

/** Where a vault's record was read, and what it says. */
interface ReadRecord {
  readonly url: string
  readonly bytes: Uint8Array
}

/** Makes sure that a copy is one of the vault beside it. @throws SettingInvalidError, VaultFormatError, ManifestInvalidError */
export function refuseOtherVault(first: ReadRecord, copy: ReadRecord): void {
  const [one, other] = [first, copy].map(({ bytes }) => decodeDocument(VaultRecord, bytes, VAULT_KEY).id)
  if (one === other) return
  throw new SettingInvalidError(`${copy.url} is another vault than ${first.url}: it is no copy of it`, {
    evidence: { url: copy.url },
  })
}
