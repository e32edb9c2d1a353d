import { Option } from 'commander'
import { lockingVault } from '../shared/immutability/locking-vault.ts'
import type { PlanFile } from '../shared/plans/plan-file.ts'
import type { Log } from '../shared/ports/runtime.ts'
import type { Vault } from '../shared/ports/vault.ts'
import { PLAN_FILE, findPlans } from './plan/plan-options.ts'
import { printable } from './print.ts'
import type { Session } from './session.ts'

/** Where a command puts the points that it takes, and the plans that it goes by; without them nothing is locked. */
export interface CaptureVault {
  readonly vault: Vault
  readonly plans?: PlanFile
}

/** The option of commands that take points. */
export function plansOption(): Option {
  const what = `go by the backup plans of this file (default: ${PLAN_FILE} in the current directory, if it is there)`
  return new Option('--plans <file>', what)
}

/**
 * The vault for a command that takes points: they are locked as their plans ask. Plans that stand in the current directory
 * hold without being named: forgetting them would leave points unlocked.
 *
 * @throws SettingInvalidError when the plan file is not valid
 * @throws CommandError when the one that is named cannot be read
 */
export async function openCaptureVault(
  session: Session,
  {
    plans: path,
    whenMissing,
    vault = session.vault(whenMissing),
  }: {
    readonly plans: string | undefined
    readonly whenMissing: 'create' | 'fail'
    /** Instead of the one that the command line names. */
    readonly vault?: Vault
  },
): Promise<CaptureVault> {
  const { world } = session
  const plans = await findPlans(session, path)
  if (plans === undefined) return { vault }
  const locks = world.openLocks(vault.url)
  return {
    vault: lockingVault(vault, { locks, plans, clock: world.clock, log: warnOn(world.stderr) }),
    plans,
  }
}

/** What is not locked though it should be is said at once, and to everybody. */
function warnOn(stderr: Session['world']['stderr']): Pick<Log, 'warn'> {
  return {
    warn(message, { resource, plan } = {}) {
      stderr.write(`${printable(`${nameOf(resource)}: ${message} (plan ${String(plan)})`)}\n`)
    },
  }
}

function nameOf(resource: unknown): string {
  const { zone = '', name = '' } = resource as { readonly zone?: string; readonly name?: string }
  return `${name} ${zone}`.trim()
}
