import { LAMBDA_QUOTAS } from '../../local/gateway/quotas.ts'
import type { RecordedCall } from '../../local/gateway/recorder.ts'
import type { Bench, Measurement } from './measurement.ts'
import { measured } from './measurement.ts'
import { HOME_REGION } from './account.ts'
import { arithmetic, quotaUses } from './fleet/quota-use.ts'
import type { RestoreStage } from './fleet/restore-stage.ts'
import { onRestoreStage } from './fleet/restore-stage.ts'

/** Half of the functions in each: one region would take twice as long, and so would its quotas. */
const REGIONS = [HOME_REGION, 'us-east-1']
const FUNCTIONS = Array.from({ length: 100 }, (_, index) => ({
  name: `restored-${index}`,
  region: REGIONS[index % REGIONS.length] ?? HOME_REGION,
}))
const BOUND = { most: 1.2 }

/** What the command line takes while nobody says otherwise. */
const USUAL_SHARE = 0.5

/** Deleted functions come back as fast as Lambda's quotas let them. */
export const restore: Bench = {
  name: 'restore',
  title: `Restoring ${FUNCTIONS.length} deleted functions of ${REGIONS.length} regions, at the whole quota; and one by itself`,
  meaning:
    "Each function has two published versions, an alias that shares calls between them, a permission and tags; its point is in a directory. The core of `holdfast restore` plans, carries out, reads back, compares, makes live and compares again, with the real SDK clients, against the emulator behind the gateway that enforces Lambda's quotas. The lower bound is the time in which the quotas let through the calls that it needed, in the region and the quota that take longest, if its bucket is full at the start and nothing else takes any time. One function by itself is restored with the bucket full, at the half of the quotas that the command line takes by default; the emulator is done with each change after a fifth of a second, where AWS takes one to a few.",
  run: () => onRestoreStage(FUNCTIONS, async (stage) => [...(await all(stage)), ...(await one(stage))]),
}

async function all(stage: RestoreStage): Promise<Measurement[]> {
  await stage.setQuotas(LAMBDA_QUOTAS)
  const { seconds, planning, calls } = await stage.restore(stage.functions, 1)
  await stage.setQuotas([])
  const [longest] = quotaUses(calls)
  const lambda = calls.filter(({ service }) => service === 'lambda')
  const throttled = lambda.filter(({ by }) => by === 'quota').length
  return [
    measured('lower bound by the quotas', longest!.least, 's', { note: arithmetic(longest!) }),
    measured('duration', seconds, 's', { note: `of these ${planning.toFixed(1)} s of planning` }),
    measured('duration, of the lower bound', seconds / longest!.least, 'times', { bound: BOUND }),
    measured('throttled calls', (100 * throttled) / lambda.length, '%', {
      bound: { under: 1 },
      note: `${throttled} of ${lambda.length} calls`,
    }),
    measured('calls per function', calls.length / FUNCTIONS.length, 'calls', { note: busiest(calls) }),
  ]
}

/** `12.0 lambda:GetFunction, 4.0 lambda:GetPolicy, ...` per function. */
function busiest(calls: readonly RecordedCall[]): string {
  const kinds = Map.groupBy(calls, ({ service, operation }) => `${service}:${operation}`)
  const most = [...kinds].toSorted(([, a], [, b]) => b.length - a.length).slice(0, 6)
  return most.map(([kind, { length }]) => `${(length / FUNCTIONS.length).toFixed(1)} ${kind}`).join(', ')
}

async function one(stage: RestoreStage): Promise<Measurement[]> {
  const alone = stage.functions.slice(0, 1)
  await stage.lose(alone)
  await stage.setQuotas(LAMBDA_QUOTAS)
  const { seconds, calls } = await stage.restore(alone, USUAL_SHARE)
  return [
    measured('one function, from the point to its verdict', seconds, 's', { note: `${calls.length} calls` }),
  ]
}
