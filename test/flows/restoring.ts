import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda'
import { createClients } from '../../local/clients.ts'
import { ACCOUNT, REGIONS } from '../../local/emulator/environment.ts'
import type { ClientsIn } from '../../local/estate.ts'
import { startMachine } from '../../local/machine.ts'
import { captureFunction } from '../../shared/capture/capture-function.ts'
import type { FunctionPoint } from '../../shared/model/manifest.ts'
import type { RestoreOutcome, RestorePlan, RestoreRequest } from '../../shared/model/restore.ts'
import { RestorePart } from '../../shared/model/restore.ts'
import { carryOutRestore } from '../../shared/restore/complete-restore.ts'
import { keepPlan, planRestore } from '../../shared/restore/plan-restore.ts'
import { asFunctionPoint, readPoint } from '../../shared/restore/read-point.ts'
import type { RestorePorts } from '../../shared/restore/restore-ports.ts'
import { clock } from '../../shared/runtime/clock.ts'
import { openPlaces } from '../../shared/runtime/open-places.ts'
import { openStore, openVault } from '../../shared/runtime/open-vault.ts'
import { fakeLog } from '../fakes/fake-log.ts'

/** A recovery point and where it is. */
export interface Taken {
  readonly key: string
  readonly point: FunctionPoint
}

/** A restore that was carried out. */
export interface Restored {
  readonly plan: RestorePlan
  readonly outcome: RestoreOutcome
}

/** An account that nobody else uses, and a vault of its own. */
export type RestoreFlow = Awaited<ReturnType<typeof openRestoreFlow>>

/**
 * Starts a machine of its own, without Holdfast's stack: functions are deleted on it and come back, and the quotas
 * and faults of its gateway strike nobody else.
 */
export async function openRestoreFlow() {
  const machine = await startMachine(() => undefined, PAUSES)
  Object.assign(process.env, machine.environment)
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-restore-flow-'))
  const vaultUrl = `file://${join(folder, 'vault')}`
  const inRegion: ClientsIn = (region) => createClients(machine.endpoint, region)
  const ports = openPorts(vaultUrl)
  return {
    machine,
    folder,
    vaultUrl,
    inRegion,
    ports,
    capture: (name: string, region?: string) => capture(ports, name, region),
    plan: (points: readonly string[], more?: Partial<RestoreRequest>) => plan(ports, points, more),
    restore: (points: readonly string[], more?: Partial<RestoreRequest>) => restore(ports, points, more),
    async deleteFunction(FunctionName: string, region?: string): Promise<void> {
      await inRegion(region).lambda.send(new DeleteFunctionCommand({ FunctionName }))
    },
    async stop(): Promise<void> {
      await machine.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The emulator's functions reach their states in a fifth of a second. */
const PAUSES = 0.1

function openPorts(vaultUrl: string): RestorePorts {
  return {
    vault: openVault(vaultUrl, { clock, newId: randomUUID }),
    store: openStore(vaultUrl, { clock }),
    clock,
    log: fakeLog(),
    account: ACCOUNT,
    openPlace: openPlaces({}),
  }
}

async function capture(ports: RestorePorts, name: string, region: string = REGIONS.hub): Promise<Taken> {
  const outcome = await captureFunction(
    { ...ports, ...ports.openPlace(region) },
    { account: ACCOUNT, region, name, cause: { type: 'person', principal: PRINCIPAL } },
  )
  if (outcome.type !== 'captured' && outcome.type !== 'unchanged') throw new Error(JSON.stringify(outcome))
  const point = asFunctionPoint(await readPoint(ports.vault, outcome.manifest))
  return { key: outcome.manifest, point }
}

const PRINCIPAL = `arn:aws:iam::${ACCOUNT}:user/ada`

async function plan(
  ports: RestorePorts,
  points: readonly string[],
  more: Partial<RestoreRequest> = {},
): Promise<RestorePlan> {
  return await planRestore(ports, {
    restoreId: `restore-${randomUUID()}`,
    points: [...points],
    target: {},
    parts: [...RestorePart.options],
    onConflict: 'refuse',
    map: {},
    start: 'latest',
    withRole: false,
    principal: PRINCIPAL,
    ...more,
  })
}

async function restore(
  ports: RestorePorts,
  points: readonly string[],
  more?: Partial<RestoreRequest>,
): Promise<Restored> {
  const made = await plan(ports, points, more)
  await keepPlan(ports.store, made)
  return { plan: made, outcome: await carryOutRestore(ports, made.request.restoreId) }
}
