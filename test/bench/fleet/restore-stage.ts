import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda'
import pLimit from 'p-limit'
import { createClients } from '../../../local/clients.ts'
import type { Quota } from '../../../local/gateway/quotas.ts'
import type { Machine } from '../../../local/machine.ts'
import { startMachine } from '../../../local/machine.ts'
import { createReleased, createRole } from './released-function.ts'
import type { Placed, TimedRestore } from './time-restore.ts'
import { openRestoring } from './time-restore.ts'

/** Functions that were captured and deleted, on the emulator behind its gateway. */
export interface RestoreStage {
  readonly functions: readonly Placed[]
  readonly setQuotas: (quotas: readonly Quota[]) => Promise<void>
  /** Deletes functions. */
  readonly lose: (functions: readonly Placed[]) => Promise<void>
  /** Plans a restore and carries it out, paced at a share of the quotas. */
  readonly restore: (functions: readonly Placed[], share: number) => Promise<TimedRestore>
}

/** Functions that are made, captured and deleted side by side, while no quota is enforced. */
const TOGETHER = 8

/** Plays with functions that are in a vault and no longer in Lambda. */
export async function onRestoreStage<T>(
  functions: readonly Placed[],
  play: (stage: RestoreStage) => Promise<T>,
): Promise<T> {
  const machine = await startMachine((line) => process.stderr.write(`${line}\n`))
  const environment = { ...process.env }
  Object.assign(process.env, machine.environment)
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-restore-'))
  try {
    await machine.gateway.setTrail({ enabled: false })
    return await play(await setStage(machine, `file://${folder}`, functions))
  } finally {
    for (const name of Object.keys(machine.environment)) delete process.env[name]
    Object.assign(process.env, environment)
    await machine.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function setStage(
  machine: Machine,
  vaultUrl: string,
  functions: readonly Placed[],
): Promise<RestoreStage> {
  const clientsIn = (region: string) => createClients(machine.endpoint, region)
  const { capture, restore } = openRestoring(machine.gateway, vaultUrl)
  const limit = pLimit(TOGETHER)
  const together = async (some: readonly Placed[], work: (one: Placed) => Promise<unknown>) => {
    await Promise.all(some.map((one) => limit(work, one)))
  }
  const points = new Map<Placed, string>()
  const role = await createRole(createClients(machine.endpoint))
  await together(functions, async (one) => {
    await createReleased(clientsIn(one.region), one.name, role)
    points.set(one, await capture(one))
  })
  const lose = (some: readonly Placed[]) =>
    together(some, ({ name, region }) =>
      clientsIn(region).lambda.send(new DeleteFunctionCommand({ FunctionName: name })),
    )
  await lose(functions)
  return {
    functions,
    lose,
    setQuotas: (quotas) => machine.gateway.setQuotas(quotas),
    restore: (some, share) => {
      const keys = some.flatMap((one) => points.get(one) ?? [])
      return restore(keys, share)
    },
  }
}
