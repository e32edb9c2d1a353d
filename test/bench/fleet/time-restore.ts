import { randomUUID } from 'node:crypto'
import type { Gateway } from '../../../local/gateway.ts'
import type { RecordedCall } from '../../../local/gateway/recorder.ts'
import type { CallHooks } from '../../../shared/aws/call-hooks.ts'
import { lambdaPacing } from '../../../shared/aws/pacing.ts'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import { RestorePart } from '../../../shared/model/restore.ts'
import { carryOutRestore } from '../../../shared/restore/complete-restore.ts'
import { keepPlan, planRestore } from '../../../shared/restore/plan-restore.ts'
import type { RestorePorts } from '../../../shared/restore/restore-ports.ts'
import { clock } from '../../../shared/runtime/clock.ts'
import { openPlaces } from '../../../shared/runtime/open-places.ts'
import { openStore, openVault } from '../../../shared/runtime/open-vault.ts'
import { ACCOUNT } from '../account.ts'

/** A function, and where it is. */
export interface Placed {
  readonly name: string
  readonly region: string
}

/** A restore as it went. */
export interface TimedRestore {
  /** From the request to the verdict. */
  readonly seconds: number
  /** Of these, until the plan was kept. */
  readonly planning: number
  readonly calls: readonly RecordedCall[]
}

/** Captures into a vault, and restores from it while a gateway looks on. */
export function openRestoring(gateway: Gateway, vaultUrl: string) {
  const unpaced = openPorts(vaultUrl, {})
  return {
    /** @returns key of the point */
    capture: (one: Placed) => capture(unpaced, one),
    /** Restores points, paced at a share of the quotas by a pacer that is new. */
    restore: async (points: readonly string[], share: number): Promise<TimedRestore> => {
      const calls: RecordedCall[] = []
      const stop = gateway.onCall((call) => void calls.push(call))
      const times = await time(openPorts(vaultUrl, lambdaPacing(share)), points).finally(stop)
      return { ...times, calls }
    },
  }
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }

function openPorts(vaultUrl: string, hooks: CallHooks): RestorePorts {
  return {
    vault: openVault(vaultUrl, { clock, newId: randomUUID }),
    store: openStore(vaultUrl, { clock }),
    clock,
    log: SILENT,
    account: ACCOUNT,
    openPlace: openPlaces(hooks),
  }
}

async function capture(ports: RestorePorts, { name, region }: Placed): Promise<string> {
  const outcome = await captureFunction(
    { ...ports, ...ports.openPlace(region) },
    { account: ACCOUNT, region, name, cause: { type: 'run', runId: 'bench' } },
  )
  if (outcome.type !== 'captured') throw new Error(`${name}: ${outcome.type}`)
  return outcome.manifest
}

async function time(
  ports: RestorePorts,
  points: readonly string[],
): Promise<Pick<TimedRestore, 'seconds' | 'planning'>> {
  const began = performance.now()
  const secondsSince = () => (performance.now() - began) / 1000
  const restoreId = `restore-${randomUUID()}`
  const plan = await planRestore(ports, {
    restoreId,
    points: [...points],
    target: {},
    parts: [...RestorePart.options],
    onConflict: 'refuse',
    map: {},
    start: 'latest',
    withRole: false,
    principal: `arn:aws:iam::${ACCOUNT}:user/bench`,
  })
  await keepPlan(ports.store, plan)
  const planning = secondsSince()
  const { state, failures } = await carryOutRestore(ports, restoreId)
  if (state !== 'restored') throw new Error(`${state}: ${JSON.stringify(failures)}`)
  return { seconds: secondsSince(), planning }
}
