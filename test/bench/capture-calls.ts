import type { AwsCall } from '../../shared/aws/call-hooks.ts'
import { backupZone } from '../../shared/capture/backup-zone.ts'
import { captureFunction } from '../../shared/capture/capture-function.ts'
import type { CapturePorts } from '../../shared/capture/capture-function.ts'
import { ACCOUNT, HOME_REGION } from './account.ts'
import { capturePorts } from './fleet/capture-ports.ts'
import { generateFleet } from './fleet/fleet.ts'
import { onStage } from './fleet/stage.ts'
import type { Bench, Measurement } from './measurement.ts'
import { measured } from './measurement.ts'

const FUNCTIONS = 100
const BOUND = { most: 12 }
const WHERE = { account: ACCOUNT, region: HOME_REGION, cause: { type: 'run', runId: 'bench' } } as const

/** Each function is new, and has a policy and a role of its own; no versions, URLs or layers. */
export const captureCalls: Bench = {
  name: 'capture-calls',
  title: 'API calls to capture a new function without versions, URLs, layers or triggers',
  meaning:
    "Requests of the real SDK clients, each page and retry counted as they leave, against an endpoint that plays the read APIs. Every function has a role of its own with one policy of AWS's. In a run over a zone, what functions share (mappings, code signing, log groups) is listed once; by itself, as on a change, the function's own are asked for: that is 14 requests, of which 10 go to Lambda, 3 to IAM and 1 to CloudWatch Logs. None of the 14 can be left out, and so the bound does not hold by itself: GetFunction brings configuration, code, tags and reserved concurrency at once, ListVersionsByFunction the versions and the proof that nothing changed meanwhile, and each of the other twelve is the only one that tells its part (policy, URLs, asynchronous invocation, recursion, code signing, runtime management, aliases, of which a function without versions may have one too, mappings, log group, role, and the role's written and attached policies). Fewer would mean to trust what was read of the role at an earlier event, and a role changes without an event of the function. A role that several functions share is read once in a run; each policy written into it costs one request more, each of the customer's own two.",
  async run() {
    const together = await count((ports) => backupZone(ports, { ...WHERE, mode: 'deep' }))
    const alone = await count(async (ports, names) => {
      for (const name of names) await captureFunction(ports, { ...WHERE, name })
    })
    return [...tell(`in a run over a zone of ${FUNCTIONS}`, together), ...tell('by itself', alone)]
  },
}

/** What captures cost, for each function. */
interface Cost {
  /** Requests that read the account, by service. */
  readonly reads: ReadonlyMap<string, number>
  /** Requests to the vault in S3. */
  readonly vault: number
}

async function count(
  capture: (ports: CapturePorts, names: readonly string[]) => Promise<unknown>,
): Promise<Cost> {
  const fleet = generateFleet({ regions: [HOME_REGION], functions: FUNCTIONS, codeSize: 2000 })
  return onStage(fleet, [], async ({ vault, s3 }) => {
    const calls: AwsCall[] = []
    const ports = withoutTriggers(capturePorts(HOME_REGION, vault, { after: (call) => calls.push(call) }))
    await capture(
      ports,
      fleet.list(HOME_REGION).map(({ name }) => name),
    )
    const services = Map.groupBy(calls, ({ service }) => service)
    const reads = [...services].map(([service, some]) => [service, some.length / FUNCTIONS] as const)
    return { reads: new Map(reads), vault: sum(Object.values(s3.requests())) / FUNCTIONS }
  })
}

/** What wakes a function is measured by trigger-calls. */
function withoutTriggers(ports: CapturePorts): CapturePorts {
  return { ...ports, triggers: { ...ports.triggers, kinds: [] } }
}

function tell(how: string, { reads, vault }: Cost): Measurement[] {
  const all = [...reads.values()]
  return [
    measured(`all calls, ${how}`, sum(all), 'calls', { bound: BOUND }),
    ...[...reads].map(([service, calls]) => measured(`of these ${service}, ${how}`, calls, 'calls')),
    measured(`beside these, to the vault in S3, ${how}`, vault, 'calls'),
  ]
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
