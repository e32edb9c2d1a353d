import type { CaptureRequest } from '../../../shared/capture/capture-function.ts'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import type { FunctionPoint } from '../../../shared/model/manifest.ts'
import { isPointOf } from '../../../shared/model/manifest.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { ACCOUNT, FakeLambda } from '../../fakes/fake-lambda.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import { fakePackages } from '../../fakes/fake-packages.ts'
import { FakeSurroundings } from '../../fakes/fake-surroundings.ts'
import { fakeTriggers } from '../../fakes/fake-triggers.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

/** A region, a vault in memory and a clock: everything that a capture touches. */
export function fakeRegion() {
  const packages = fakePackages()
  const clock = fakeClock()
  const store = createMemoryStore()
  const ports = {
    lambda: new FakeLambda(packages),
    surroundings: new FakeSurroundings(),
    triggers: fakeTriggers(),
    downloader: packages,
    vault: createVault({ store, clock, newId: () => 'test-vault' }),
    clock,
    log: fakeLog(),
  }
  const capture = (name: string, more: Partial<CaptureRequest> = {}): Promise<Outcome> =>
    captureFunction(ports, request(name, more))
  return { ...ports, ports, packages, store, capture }
}

export type FakeRegion = ReturnType<typeof fakeRegion>

export function request(name: string, more: Partial<CaptureRequest> = {}): CaptureRequest {
  const cause = { type: 'run', runId: 'run-1' } as const
  return { account: ACCOUNT, region: 'eu-west-1', name, cause, ...more }
}

/** Captures a function and reads the point that came of it. */
export async function captured(region: FakeRegion, name: string): Promise<FunctionPoint> {
  const outcome = await region.capture(name)
  if (outcome.type !== 'captured') throw new Error(`expected a new point, got ${JSON.stringify(outcome)}`)
  const manifest = await region.vault.readManifest(outcome.manifest)
  if (!isPointOf('function', manifest)) throw new Error('expected a recovery point')
  return manifest
}

/** Gaps as `part: reason`. */
export function gapsOf({ gaps }: Pick<FunctionPoint, 'gaps'>): string[] {
  return gaps.map(({ part, reason }) => `${part}: ${reason}`)
}
