import type { GapLog } from '../model/gaps.ts'
import { given } from '../model/members.ts'
import type { PinnedVersion } from '../model/edge.ts'
import { parseFunctionName } from '../model/function-arn.ts'
import type { BlobRef, Gap, VersionContent } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Vault } from '../ports/vault.ts'

/** How the versions that distributions run are found in the vault, or brought there. */
export interface PinPorts {
  readonly account: string
  readonly vault: Pick<Vault, 'latest' | 'readManifest'>
  /** Captures one function of one region. @throws HoldfastError */
  readonly captureFunction: (region: string, name: string) => Promise<Outcome>
}

/** A version by its place. */
interface Place {
  readonly region: string
  readonly name: string
  readonly version: string
}

/** A version as the newest point of its function has it. */
interface Found {
  readonly version: VersionContent | undefined
  /** Why it, or its code, is missing from the point. */
  readonly gap: Gap | undefined
}

/**
 * The version that an association names, with the code that the vault holds of it. When the newest point of its
 * function lacks it, the function is captured. What cannot be had is the gap `pins/<arn>`.
 */
export async function resolvePin(ports: PinPorts, gaps: GapLog, arn: string): Promise<PinnedVersion> {
  const parsed = parseFunctionName(arn)
  const { name = '', qualifier: version = '', region = '', account } = parsed ?? {}
  const pin = { arn, function: name, version }
  const part = `pins/${arn}`
  if (account !== ports.account || !/^\d+$/.test(version)) {
    gaps.add(part, 'unsupported', `${arn} is no numbered version of a function of this account.`)
    return pin
  }
  const found = await gaps.read(part, async () => (await obtain(ports, { region, name, version })) ?? null)
  if (found?.gap) gaps.add(part, found.gap.reason, found.gap.message)
  else if (found !== undefined && !found?.version)
    gaps.add(part, 'not-found', `${arn} does not exist any more.`)
  const { configuration, code } = found?.version ?? {}
  return { ...pin, ...given({ configuration, code }) }
}

/** The blob that holds the code of a pinned version; an image has none. */
export function blobOfPin({ code }: PinnedVersion): BlobRef | undefined {
  return code?.type === 'zip' ? code.blob : undefined
}

async function obtain(ports: PinPorts, place: Place): Promise<Found | undefined> {
  const known = await findInVault(ports, place)
  if (known?.version?.code !== undefined) return known
  await ports.captureFunction(place.region, place.name)
  return findInVault(ports, place)
}

async function findInVault(
  { account, vault }: PinPorts,
  { region, name, version }: Place,
): Promise<Found | undefined> {
  const state = await vault.latest({ account, zone: region, kind: 'function', name })
  if (state?.pointer.type !== 'point') return undefined
  const manifest = await vault.readManifest(state.pointer.manifest)
  if (!isPointOf('function', manifest)) return undefined
  const found = manifest.content.versions?.find((one) => one.version === version)
  const part = manifest.content.versions === undefined ? 'versions' : `versions/${version}/code`
  return { version: found, gap: manifest.gaps.find((gap) => gap.part === part) }
}
