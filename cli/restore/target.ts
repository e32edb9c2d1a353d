import type { RestorePorts } from '../../shared/restore/restore-ports.ts'
import { openVaultStore } from '../find-run.ts'
import type { TargetAccess } from '../restore-door.ts'
import type { Session } from '../session.ts'

/** Opens the vault and the account that is restored into. @throws what RestoreDoor throws */
export async function openTarget(session: Session, access: TargetAccess): Promise<RestorePorts> {
  const { world, log } = session
  const store = await openVaultStore(session)
  const target = await world.restore.open(access)
  return { vault: session.vault(), store, clock: world.clock, log, ...target }
}
