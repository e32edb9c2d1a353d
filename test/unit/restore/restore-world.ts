import { buffer } from 'node:stream/consumers'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { RestoreRequest } from '../../../shared/model/restore.ts'
import { RestorePart } from '../../../shared/model/restore.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import type { Place, RestorePorts } from '../../../shared/restore/restore-ports.ts'
import { keepPlan, planRestore } from '../../../shared/restore/plan-restore.ts'
import type { TriggerPorts } from '../../../shared/triggers/trigger-ports.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import type { FakePackages } from '../../fakes/fake-packages.ts'
import { fakePackages } from '../../fakes/fake-packages.ts'
import { fakeTriggers } from '../../fakes/fake-triggers.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { WritableCloudFront } from '../../fakes/writable-cloudfront.ts'
import { WritableLambda } from '../../fakes/writable-lambda.ts'
import { WritableSurroundings } from '../../fakes/writable-surroundings.ts'

export const HOME = 'eu-west-1'

/** One region that can be read and restored into. */
interface Region {
  readonly lambda: WritableLambda
  readonly surroundings: WritableSurroundings
  readonly place: Place
}

/** An account with regions that can be written to, a vault in memory, and everything that a restore touches. */
export function restoreWorld(triggers: Partial<TriggerPorts> = {}) {
  const packages = fakePackages()
  const clock = fakeClock()
  const store = createMemoryStore()
  const edge = new WritableCloudFront()
  const regions = new Map<string, Region>()
  const region = (name: string): Region => {
    const found = regions.get(name) ?? openRegion({ packages, name, triggers, edge })
    regions.set(name, found)
    return found
  }
  const ports: RestorePorts = {
    vault: createVault({ store, clock, newId: () => 'test-vault' }),
    store,
    clock,
    log: fakeLog(),
    account: ACCOUNT,
    openPlace: (name) => region(name).place,
  }
  const capture = async (name: string, at = HOME, plans?: PlanFile): Promise<string> => {
    const cause = { type: 'run', runId: 'run-1' } as const
    const outcome = await captureFunction(
      { ...ports, ...ports.openPlace(at), ...(plans && { plans }) },
      { account: ACCOUNT, region: at, name, cause },
    )
    if (outcome.type !== 'captured' && outcome.type !== 'unchanged') throw new Error(JSON.stringify(outcome))
    return outcome.manifest
  }
  /** Plans a restore and keeps the plan. */
  const plan = async (points: readonly string[], more: Partial<RestoreRequest> = {}) => {
    const made = await planRestore(ports, requestOf(points, more))
    await keepPlan(store, made)
    return made
  }
  return {
    ports,
    store,
    clock,
    packages,
    region,
    lambda: region(HOME).lambda,
    around: region(HOME).surroundings,
    edge,
    capture,
    plan,
  }
}

export type RestoreWorld = ReturnType<typeof restoreWorld>

export function requestOf(points: readonly string[], more: Partial<RestoreRequest> = {}): RestoreRequest {
  return {
    restoreId: 'restore-1',
    points: [...points],
    target: {},
    parts: [...RestorePart.options],
    onConflict: 'refuse',
    map: {},
    start: 'latest',
    withRole: false,
    principal: `arn:aws:iam::${ACCOUNT}:user/ada`,
    ...more,
  }
}

interface Opening {
  readonly packages: FakePackages
  readonly name: string
  readonly triggers: Partial<TriggerPorts>
  readonly edge: WritableCloudFront
}

function openRegion({ packages, name, triggers, edge }: Opening): Region {
  const lambda = new WritableLambda(packages, name)
  const surroundings = new WritableSurroundings()
  const place: Place = {
    lambda,
    surroundings,
    triggers: fakeTriggers(triggers),
    openEdge: () => ({ cloudfront: edge, writer: edge }),
    downloader: packages,
    writer: lambda,
    roles: surroundings,
    logGroups: surroundings,
    testEvents: surroundings,
    staging: {
      put: async (bucket, key, _blob, open) => {
        lambda.onWrite('PutObject', 'before')
        lambda.staged.set(`${bucket}/${key}`, await buffer(await open()))
        lambda.onWrite('PutObject', 'after')
      },
      remove: async (bucket, key) => {
        lambda.onWrite('DeleteObject', 'before')
        lambda.staged.delete(`${bucket}/${key}`)
        lambda.onWrite('DeleteObject', 'after')
      },
    },
  }
  return { lambda, surroundings, place }
}

/** Plans that have the events captured which functions are tried with. */
export const WITH_TEST_EVENTS: PlanFile = {
  version: 1,
  default: 'all',
  schedules: { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'UTC' },
  plans: { all: { capture: ['configuration', 'code', 'triggers', 'event-data'] } },
}

/** What changes at every update, or is new each time. */
const PASSING = new Set(['RevisionId', 'LastModified', 'FunctionUrl', 'LastUpdateStatus', 'State'])

/** What a region holds, less what changes by itself: for comparing two ends of the same story. */
export function stateOf({ lambda, around }: Pick<RestoreWorld, 'lambda' | 'around'>): unknown {
  const { functions, layers, layerPolicies, mappings, staged } = lambda
  const { roles, inline, attached, policies, logGroups } = around
  const testEvents = [...around.testEvents].map(([name, versions]) => [name, versions.at(-1)?.content])
  const held = {
    functions,
    layers,
    layerPolicies,
    mappings,
    roles,
    inline,
    attached,
    policies,
    logGroups,
    testEvents,
    staged,
  }
  return JSON.parse(JSON.stringify(held, plain)) as unknown
}

function plain(key: string, value: unknown): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
  if (typeof value === 'string' && ARRIVED[value] !== undefined) return ARRIVED[value]
  // Whether a mapping is on is a setting; whether a function is at rest is not.
  return PASSING.has(key) && !['Enabled', 'Disabled'].includes(value as string) ? undefined : value
}

/** Where a mapping is that is on its way. */
const ARRIVED: Readonly<Record<string, string>> = {
  Creating: 'Disabled',
  Enabling: 'Enabled',
  Disabling: 'Disabled',
}

/** Options of a function that say it as Lambda describes it. */
export const PLAIN: JsonObject = {
  Description: '',
  Timeout: 3,
  MemorySize: 128,
  TracingConfig: { Mode: 'PassThrough' },
  EphemeralStorage: { Size: 512 },
  Architectures: ['x86_64'],
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
}
