import { LambdaClient, ListAliasesCommand } from '@aws-sdk/client-lambda'
import { setTimeout as sleep } from 'node:timers/promises'
import { LAMBDA_QUOTAS } from '../../../local/gateway/quotas.ts'
import type { RecordedCall } from '../../../local/gateway/recorder.ts'
import { generateFleet } from './fleet.ts'
import type { PlayedRun } from './play-run.ts'
import { playRun } from './play-run.ts'
import { rememberFleet } from './quiet-vault.ts'
import type { FleetStage } from './stage.ts'
import { onStage } from './stage.ts'

/** A run over a generated fleet, against Lambda's quotas, and what it cost. */
export interface FleetRun extends PlayedRun {
  readonly functions: number
  readonly share: number
  /** Calls that read the account, as the gateway recorded them. */
  readonly calls: readonly RecordedCall[]
  /** Requests to the vault in S3, by operation. */
  readonly vault: Readonly<Record<string, number>>
  /** The part of the time in which this process was busy: near 1, it and no quota would be the bottleneck. */
  readonly busy: number
}

const FIVE = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-2']
const CODE_SIZE = 2000
const THIRD = 1 / 3

/** 10,000 functions in five regions; nothing changed since the last run. */
export const quietRun = once(async () => {
  const fleet = generateFleet({ regions: FIVE, functions: 2000, codeSize: 16 })
  return onStage(fleet, LAMBDA_QUOTAS, async (stage) => {
    await stage.gateway.setQuotas([])
    await rememberFleet(fleet, stage.vault)
    await stage.gateway.setQuotas(LAMBDA_QUOTAS)
    await stage.gateway.clearCalls()
    return measure(stage, { mode: 'quick', share: THIRD })
  })
})

/** 2,000 functions in five regions, each of them new, at the whole quota. */
export const deepRun = once(async () => {
  const fleet = generateFleet({ regions: FIVE, functions: 400, codeSize: CODE_SIZE })
  return onStage(fleet, LAMBDA_QUOTAS, (stage) => measure(stage, { mode: 'deep', share: 1 }))
})

/** What a foreign client met: calls that it made, and how many of them were throttled. */
export interface Foreign {
  readonly made: number
  readonly throttled: number
}

/** 50 functions in one region at a third of the quota, while somebody else calls five times a second there. */
export const sharedRun = once(async () => {
  const [region = ''] = FIVE
  const fleet = generateFleet({ regions: [region], functions: 50, codeSize: CODE_SIZE })
  return onStage(fleet, LAMBDA_QUOTAS, async (stage) => {
    const foreign = startForeign(region)
    const run = await measure(stage, { mode: 'deep', share: THIRD })
    return { run, foreign: await foreign.stop() }
  })
})

async function measure(
  { fleet, gateway, s3, vault }: FleetStage,
  how: Pick<Parameters<typeof playRun>[0], 'mode' | 'share'>,
): Promise<FleetRun> {
  const before = s3.requests()
  const began = performance.eventLoopUtilization()
  const played = await playRun({ runId: 'bench', vault, ...how })
  const busy = performance.eventLoopUtilization(began).utilization
  const { calls } = await gateway.calls()
  const requests = Object.entries(s3.requests()).map(
    ([name, count]) => [name, count - (before[name] ?? 0)] as const,
  )
  const functions = fleet.regions.reduce((sum, region) => sum + fleet.list(region).length, 0)
  const own = calls.filter(({ app }) => app !== FOREIGN)
  return { ...played, functions, share: how.share, calls: own, vault: Object.fromEntries(requests), busy }
}

const FOREIGN = 'foreign-client'
/** Milliseconds between its calls. */
const PAUSE = 200

/** A client that never tries again, as a deployment that fails when it is throttled. */
function startForeign(region: string): { readonly stop: () => Promise<Foreign> } {
  const client = new LambdaClient({ region, maxAttempts: 1, userAgentAppId: FOREIGN })
  const running = new AbortController()
  const calls: Promise<boolean>[] = []
  const call = async () => {
    try {
      await client.send(new ListAliasesCommand({ FunctionName: 'fleet-00000' }))
      return true
    } catch (error) {
      if (error instanceof Error && error.name === 'TooManyRequestsException') return false
      throw error
    }
  }
  const ended = (async () => {
    const began = performance.now()
    while (!running.signal.aborted) {
      calls.push(call())
      await sleep(Math.max(0, began + calls.length * PAUSE - performance.now()))
    }
  })()
  return {
    async stop() {
      running.abort()
      await ended
      const passed = await Promise.all(calls)
      return { made: passed.length, throttled: passed.filter((isPassed) => !isPassed).length }
    },
  }
}

/** Several benches look at the same run; it is played once. */
function once<T>(play: () => Promise<T>): () => Promise<T> {
  let played: Promise<T> | undefined
  return () => (played ??= play())
}
