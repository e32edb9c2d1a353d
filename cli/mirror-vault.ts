import { copyVault } from '../shared/copies/copy-vault.ts'
import type { CopyResult } from '../shared/copies/copy-report.ts'
import type { OpenedStore } from '../shared/copies/encryption.ts'
import { beginEncryption, openEncryption } from '../shared/copies/encryption.ts'
import { pruneCopy } from '../shared/copies/prune-copy.ts'
import { SettingInvalidError, VaultUnavailableError } from '../shared/errors.ts'
import type { ObjectStore } from '../shared/ports/object-store.ts'
import { DEFAULT_GRACE } from '../shared/model/retention.ts'
import { isLocked } from '../shared/retention/spare-locked.ts'
import { sweep } from '../shared/retention/sweep.ts'
import { readVaultRecord } from '../shared/vault/gate.ts'
import { CommandError } from './command-error.ts'
import { deletingFrom } from './deletion-refused.ts'
import type { Ending } from './exit-codes.ts'
import type { Session } from './session.ts'

export interface MirrorRequest {
  readonly address: string
  readonly recipients: readonly string[]
  readonly prune: boolean
  readonly concurrency: number | undefined
}

/** What `mirror` did. */
export interface MirrorReport extends CopyResult {
  /** For whom the copy is encrypted; missing when it is not. */
  readonly recipients?: readonly string[]
  /**
   * Manifests that were removed from the copy, those that stay because they are locked there, and bytes that its sweep
   * freed; missing without --prune.
   */
  readonly pruned?: { readonly manifests: number; readonly locked: number; readonly bytesFreed: number }
}

/** Errors that say that bytes in the vault are not what they should be. */
const DAMAGE = ['BlobCorruptError', 'BlobMissingError', 'ManifestInvalidError']

/** Brings the copy at an address up to date. @throws what copyVault, openEncryption and beginEncryption throw */
export async function mirrorVault(
  session: Session,
  request: MirrorRequest,
): Promise<{ readonly ending: Ending; readonly report: MirrorReport }> {
  const { world } = session
  const from = world.openStore(session.vaultUrl())
  const copy = await openCopy(session, from, request)
  const bar = session.progress('mirror')
  try {
    const result = await copyVault(
      { from, to: copy.store, clock: world.clock },
      {
        canReadCopy: copy.canRead,
        signal: world.interruption.claim(),
        onProgress: ({ step, done }) => bar.update(done, done, step),
        ...(request.concurrency !== undefined && { parallel: request.concurrency }),
      },
    )
    const pruned =
      request.prune && result.state === 'complete' ? await prune(session, request, { from, copy }) : undefined
    const recipients = copy.encryption?.recipients
    return {
      ending: endingOf(result),
      report: { ...result, ...(recipients && { recipients }), ...(pruned && { pruned }) },
    }
  } finally {
    bar.stop()
  }
}

async function openCopy(
  { plainWorld, identities }: Session,
  from: ObjectStore,
  { address, recipients, prune }: MirrorRequest,
): Promise<OpenedStore> {
  const record = await readVaultRecord(from)
  if (record === undefined)
    throw new VaultUnavailableError(`There is no vault at ${from.url}`, { evidence: { url: from.url } })
  const store = plainWorld.openRetentionStore(address)
  if (recipients.length > 0) {
    refuseBucket(address)
    await beginEncryption(store, { recipients, vault: record.id })
  }
  const opened = await openEncryption(store, await identities())
  if (opened.encryption !== undefined && opened.encryption.vault !== record.id)
    throw new SettingInvalidError(`${store.url} is another vault than ${from.url}: it is no copy of it`)
  if (prune && !opened.canRead) throw unreadable(store.url)
  return opened
}

async function prune(
  { world }: Session,
  { address }: MirrorRequest,
  { from, copy: { store } }: { readonly from: ObjectStore; readonly copy: OpenedStore },
): Promise<NonNullable<MirrorReport['pruned']>> {
  const { clock, newId } = world
  const locks = world.openLocks(address)
  const ports = { from, to: store, isLocked: (key: string) => isLocked(locks, key, clock.now()) }
  return await deletingFrom({ url: store.url, isA: 'copy' }, async () => {
    const { removed, locked } = await pruneCopy(ports)
    const { bytesFreed } = await sweep({ store, locks, clock, newId }, DEFAULT_GRACE)
    return { manifests: removed, locked, bytesFreed }
  })
}

function endingOf({ state, errors }: CopyResult): Ending {
  if (state === 'complete') return 'done'
  return DAMAGE.some((name) => name in errors) ? 'integrity' : 'partly'
}

/** S3 verifies each body by a hash that has to be known before, and has an encryption of its own. */
function refuseBucket(address: string): void {
  if (!address.startsWith('s3:')) return
  throw new CommandError({
    what: 'A copy in a bucket cannot be encrypted with age.',
    advice: 'Leave --recipient out, and let the bucket encrypt with a key of yours (SSE-KMS).',
    ending: 'usage',
  })
}

function unreadable(url: string): CommandError {
  return new CommandError({
    what: `${url} is encrypted, and what is not read cannot be pruned.`,
    advice: 'Name the file of an identity with --identity, or leave --prune out.',
    ending: 'usage',
  })
}
