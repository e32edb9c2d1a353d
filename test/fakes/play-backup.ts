import { beginRun } from '../../shared/runs/begin-run.ts'
import { endRun, failRun } from '../../shared/runs/end-run.ts'
import { finishZone } from '../../shared/runs/finish-zone.ts'
import {
  BeginEvent,
  EndEvent,
  FailureEvent,
  FinishEvent,
  ShardEvent,
  ZoneEvent,
} from '../../shared/runs/requests.ts'
import { runShard } from '../../shared/runs/run-shard.ts'
import { shardZone } from '../../shared/runs/shard-zone.ts'
import type { FakeFleet } from './fleet.ts'
import type { Step, Steps } from './play-machine.ts'
import { playMachine } from './play-machine.ts'

/** How an execution went. Sizes in bytes. */
export interface Played {
  readonly status: 'SUCCEEDED' | 'FAILED'
  /** The name of the error that it failed with. */
  readonly error: string | undefined
  /** The state that it ended in. */
  readonly last: string | undefined
  /** Input and output of every step, as JSON text, by state. */
  readonly payloads: readonly { readonly state: string; readonly size: number }[]
  /** States that were entered, in order; those of the zones run side by side. */
  readonly entered: readonly string[]
}

/**
 * Plays state-machines/backup.asl.json, interpreted as it is, with the functions that deploy behind the steps and
 * everything that they touch in memory. Pauses between retries are left out.
 *
 * @param overrides replaces a step, to make it fail
 */
export async function playBackup(
  fleet: FakeFleet,
  input: {
    readonly mode: 'quick' | 'deep'
    readonly plan?: string
    readonly zones?: readonly string[]
    readonly exclude?: readonly string[]
  },
  { runId = 'run-1', overrides = {} }: { runId?: string; overrides?: Steps } = {},
): Promise<Played> {
  const execution = { name: runId, id: runId, input }
  const { status, error, entered, payloads } = await playMachine(
    'backup',
    { ...steps(fleet), ...overrides },
    execution,
  )
  const sizes = payloads.map(({ state, text }) => ({ state, size: Buffer.byteLength(text) }))
  return { status, error, last: entered.at(-1), payloads: sizes, entered }
}

/** What the first step does. */
export function beginning({ ports, regions }: Pick<FakeFleet, 'ports' | 'regions'>): Step {
  return (event) => {
    const { request, ...run } = BeginEvent.parse(event)
    return beginRun({ ...ports, regions }, { ...run, ...request, account: ports.account })
  }
}

/** What functions/ wires, without Lambda round it. */
function steps({ ports, regions, clock }: FakeFleet): Steps {
  const inTime = () => new Date(clock.now().getTime() + 15 * 60_000)
  return {
    DiscoverZones: beginning({ ports, regions }),
    PlanZone: (event) => shardZone(ports, ZoneEvent.parse(event)),
    CaptureShard: (event) => runShard(ports, ShardEvent.parse(event), inTime()),
    SummarizeZone: (event) => finishZone(ports, FinishEvent.parse(event)),
    ReportRun: (event) => endRun(ports, EndEvent.parse(event)),
    ReportFailure: (event) => {
      const { run, failure } = FailureEvent.parse(event)
      return failRun(ports, { run: { ...run, account: ports.account }, failure })
    },
  }
}
