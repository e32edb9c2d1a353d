import { takePointsIn } from '../../shared/copies/points-in-first.ts'
import type { RestorePorts } from '../../shared/restore/restore-ports.ts'
import { openCaptureVault } from '../capture-vault.ts'
import { openVaultStore } from '../find-run.ts'
import type { TargetAccess } from '../restore-door.ts'
import type { Session } from '../session.ts'

/**
 * Opens the vault and the account that is restored into.
 *
 * @param plans path of the plan file that points are locked by; without it the one of the current directory
 * @throws what RestoreDoor and openCaptureVault throw
 */
export async function openTarget(
  session: Session,
  access: TargetAccess,
  plans: string | undefined,
): Promise<RestorePorts> {
  const { world, log } = session
  const near = session.near(access.region)
  const store = await openVaultStore(near)
  const target = await world.restore.open(access)
  // A restore takes a point of what it changes, which is locked like any other. It has all parts: undoing needs them.
  const { vault } = await openCaptureVault(session, {
    plans,
    whenMissing: 'fail',
    vault: takePointsIn(session.vault(), near.readVault()),
  })
  return { vault, store, clock: world.clock, log, ...target }
}
