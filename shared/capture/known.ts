import { ManifestInvalidError, NotFoundError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import type { CodeRef, FunctionContent, LayerContent } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import type { Log } from '../ports/runtime.ts'
import type { PointerState, Vault } from '../ports/vault.ts'
import { textOf } from '../model/members.ts'

/**
 * What the newest recovery point knows already and AWS can never change: published layer versions, the image of a
 * published version, and which sources the vault's index has. Each saves a call.
 */
export interface Known {
  layer(arn: string): Promise<LastingLayer | undefined>
  /** The image of a version, if its digest is still the same. */
  image(configuration: JsonObject): Promise<CodeRef | undefined>
  /** ARNs of the sources that the vault's index has the function under already. */
  sources(): Promise<ReadonlySet<string>>
}

/** What nobody can change about a layer version; its policy can be. */
export type LastingLayer = Omit<LayerContent, 'policy'>

interface KnownPorts {
  readonly vault: Pick<Vault, 'readManifest'>
  readonly log: Pick<Log, 'warn'>
}

/** Reads the newest point when it is first asked, and once. */
export function knownFrom(ports: KnownPorts, pointer: PointerState | undefined): Known {
  let reading: Promise<FunctionContent | undefined> | undefined
  const newest = () => (reading ??= contentOf(ports, pointer))
  return {
    async layer(arn) {
      const found = (await newest())?.layers?.find((layer) => layer.arn === arn)
      return found?.blob && { arn, description: found.description, blob: found.blob }
    },
    async image(configuration) {
      const versions = (await newest())?.versions ?? []
      const same = versions.find((version) => isSame(version.configuration, configuration))
      return same?.code?.type === 'image' ? same.code : undefined
    },
    async sources() {
      return new Set((await newest())?.sources?.map(({ arn }) => arn))
    },
  }
}

/** A newest point that cannot be read must not keep the next one from being taken; `verify` names the damage. */
async function contentOf({ vault, log }: KnownPorts, pointer: PointerState | undefined) {
  if (pointer?.pointer.type !== 'point') return undefined
  const key = pointer.pointer.manifest
  try {
    const manifest = await vault.readManifest(key)
    return isPointOf('function', manifest) ? manifest.content : undefined
  } catch (error) {
    if (!(error instanceof NotFoundError || error instanceof ManifestInvalidError)) throw error
    log.warn('the newest manifest cannot be read', { manifest: key, error })
    return undefined
  }
}

/** Version numbers begin again when a function is created again; the image's digest tells them apart. */
function isSame(a: JsonObject, b: JsonObject): boolean {
  return ['Version', 'CodeSha256'].every(
    (member) => textOf(a, member) !== undefined && textOf(a, member) === textOf(b, member),
  )
}
