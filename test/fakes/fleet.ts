import { createHash } from 'node:crypto'
import type { Capture } from '../../shared/capture/keep-point.ts'
import type { Gap } from '../../shared/model/manifest.ts'
import type { Outcome } from '../../shared/model/outcome.ts'
import { itemKey } from '../../shared/model/work.ts'
import type { EndPorts } from '../../shared/runs/end-run.ts'
import type { RunPorts } from '../../shared/runs/run-ports.ts'
import type { ZoneDriver } from '../../shared/runs/zone-driver.ts'
import { createVault } from '../../shared/vault/vault.ts'
import { fakeClock } from './fake-clock.ts'
import { fakeLog, fakeMetrics } from './fake-log.ts'
import { createMemoryStore } from './memory-store.ts'
import { deskWithPeople } from './told.ts'

export const FLEET_ACCOUNT = '123456789012'

/** A function of a generated fleet: its state, and what happens when it is captured. */
interface FleetFunction {
  state: string
  /** The plan that a capture finds it to have. */
  plan?: string | null
  failure?: { error: string; message: string; retryable: boolean }
  /** Parts that a capture cannot read. */
  gaps?: Gap[]
}

/**
 * A fleet of many zones in memory, with the ports that the steps of a run take. Listing and capturing are instant and
 * write no recovery points: what is tested is the run round them.
 */
export function fakeFleet(zones: Readonly<Record<string, readonly string[]>>) {
  const clock = fakeClock()
  const store = createMemoryStore(() => clock.now())
  const log = fakeLog()
  const metrics = fakeMetrics()
  const vault = createVault({ store, clock, newId: () => 'vault-1' })
  const functions = new Map(Object.entries(zones).map(([zone, names]) => [zone, generate(names)]))
  const captured: string[] = []
  const { desk, told: alerts } = deskWithPeople({ store, clock, log })
  const unreachable = new Map<string, Error>()
  const afterCapture: { hook: (name: string) => Promise<void> } = { hook: async () => {} }

  const openZone = (zone: string): ZoneDriver => ({
    usage: () => ({ apiCalls: { Lambda: 1 }, throttled: 0 }),
    async plan({ mode, inventory }) {
      const error = unreachable.get(zone)
      if (error) throw error
      const here = functions.get(zone) ?? new Map<string, FleetFunction>()
      const listed = [...here].map(([name, { state }]) => ({ name, revisionId: state }))
      const known = inventory?.functions ?? {}
      const changed = listed.filter(
        ({ name, revisionId }) => mode === 'deep' || known[name]?.revisionId !== revisionId,
      )
      const gone = Object.keys(known).filter((name) => !here.has(name))
      const items = [
        ...changed.map(({ name, revisionId }) => ({ name, listed: { revisionId } })),
        ...gone.map((name) => ({ name })),
      ].map((item) => ({ kind: 'function' as const, reason: 'a test', ...item }))
      const unchanged = listed.filter((one) => !changed.includes(one)).map(({ name }) => name)
      return { found: listed.length, unchanged, items }
    },
    async capture(item) {
      captured.push(`${zone}/${itemKey(item)}`)
      const capture = captureOf(zone, item.name, functions.get(zone)?.get(item.name))
      await afterCapture.hook(item.name)
      return capture
    },
  })
  const ports: RunPorts & EndPorts & { account: string } = {
    account: FLEET_ACCOUNT,
    vault,
    store,
    clock,
    log,
    metrics,
    openZone,
    alerts: desk,
    deployment: { stack: 'holdfast-prod', hub: 'eu-west-1' },
  }
  const regions = { listEnabled: async () => [...functions.keys()].filter((zone) => zone !== 'edge') }
  return {
    ports,
    regions,
    store,
    clock,
    log,
    metrics,
    functions,
    captured,
    alerts,
    unreachable,
    afterCapture,
  }
}

export type FakeFleet = ReturnType<typeof fakeFleet>

function generate(names: readonly string[]): Map<string, FleetFunction> {
  return new Map(names.map((name) => [name, { state: '1' }]))
}

function captureOf(zone: string, name: string, found: FleetFunction | undefined): Capture {
  const resource = { account: FLEET_ACCOUNT, zone, kind: 'function', name } as const
  if (found === undefined) return { outcome: { type: 'deleted', resource }, isProvisional: false }
  if (found.failure) return { outcome: { type: 'failed', resource, ...found.failure }, isProvisional: true }
  const outcome: Outcome = {
    type: 'captured',
    resource,
    manifest: `points/${name}`,
    id: '0123456789abcdef',
    gaps: found.gaps ?? [],
    bytesStored: 100,
    bytesDeduplicated: 0,
  }
  const fingerprint = createHash('sha256').update(`${zone}/${name}/${found.state}`).digest('hex')
  return { outcome, fingerprint, plan: found.plan, isProvisional: false }
}
