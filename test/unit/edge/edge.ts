import { json } from 'node:stream/consumers'
import type { EdgeRequest } from '../../../shared/edge/capture-edge.ts'
import { captureEdge } from '../../../shared/edge/capture-edge.ts'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import type { EdgeKind } from '../../../shared/edge/keep-edge-reading.ts'
import type { BlobRef, Cause, PointsByKind } from '../../../shared/model/manifest.ts'
import { isPointOf } from '../../../shared/model/manifest.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { EDGE_ACCOUNT, FakeCloudFront } from '../../fakes/fake-cloudfront.ts'
import { FakeLambda } from '../../fakes/fake-lambda.ts'
import { fakeLog } from '../../fakes/fake-log.ts'
import { fakePackages } from '../../fakes/fake-packages.ts'
import { FakeSurroundings } from '../../fakes/fake-surroundings.ts'
import { fakeTriggers } from '../../fakes/fake-triggers.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

export const CAUSE: Cause = { type: 'run', runId: 'run-1' }

/** CloudFront, the functions of us-east-1 that it runs, and a vault in memory. */
export function fakeEdge() {
  const packages = fakePackages()
  const lambda = new FakeLambda(packages)
  const clock = fakeClock()
  const store = createMemoryStore()
  const log = fakeLog()
  const vault = createVault({ store, clock, newId: () => 'test-vault' })
  const around = { surroundings: new FakeSurroundings(), triggers: fakeTriggers() }
  const sources = { lambda, ...around, downloader: packages, vault, clock, log }
  const functionCaptures: string[] = []
  const ports = {
    cloudfront: new FakeCloudFront(),
    vault,
    clock,
    log,
    captureFunction(region: string, name: string, cause: Cause): Promise<Outcome> {
      functionCaptures.push(`${region}/${name}`)
      return captureFunction(sources, { account: EDGE_ACCOUNT, region, name, cause })
    },
  }
  return { ...ports, ports, lambda, store, functionCaptures }
}

export type FakeEdge = ReturnType<typeof fakeEdge>

export function edgeRequest(kind: EdgeKind, name: string): EdgeRequest {
  return { account: EDGE_ACCOUNT, kind, name, cause: CAUSE }
}

/** Captures a resource and reads the point that came of it. */
export async function captured<Kind extends EdgeKind>(
  edge: FakeEdge,
  kind: Kind,
  name: string,
): Promise<PointsByKind[Kind]> {
  const outcome = await captureEdge(edge.ports, edgeRequest(kind, name))
  if (outcome.type !== 'captured') throw new Error(`expected a new point, got ${JSON.stringify(outcome)}`)
  const manifest = await edge.vault.readManifest(outcome.manifest)
  if (!isPointOf(kind, manifest)) throw new Error('expected a recovery point')
  return manifest
}

/** The bytes of a blob as text. */
export async function textOfBlob(edge: FakeEdge, blob: BlobRef | undefined): Promise<string> {
  if (blob === undefined) throw new Error('expected a blob')
  const chunks = await (await edge.vault.openBlob(blob.sha256)).toArray()
  return Buffer.concat(chunks as Buffer[]).toString()
}

/** The bytes of a blob as JSON. */
export async function jsonOfBlob(edge: FakeEdge, blob: BlobRef | undefined): Promise<unknown> {
  if (blob === undefined) throw new Error('expected a blob')
  return json(await edge.vault.openBlob(blob.sha256))
}

/** Gaps as `part: reason`. */
export function gapsOf({ gaps }: { readonly gaps: readonly { part: string; reason: string }[] }): string[] {
  return gaps.map(({ part, reason }) => `${part}: ${reason}`)
}
