import type { JsonObject } from '../model/json.ts'
import type { CodeRef, LayerContent } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import { textOf } from '../model/members.ts'
import type { Policies } from '../model/open-policies.ts'
import type { Before } from './newest-point.ts'

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
  /** Its policies; `undefined` when there is no newest point, or it cannot be read. */
  policies(): Promise<Policies | undefined>
}

/** What nobody can change about a layer version; its policy can be. */
export type LastingLayer = Omit<LayerContent, 'policy'>

/** What a point knows of a function. */
export function knownFrom({ newest: read }: Pick<Before, 'newest'>): Known {
  const newest = async () => {
    const point = await read()
    return point !== undefined && isPointOf('function', point) ? point.content : undefined
  }
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
    policies: newest,
  }
}

/** Version numbers begin again when a function is created again; the image's digest tells them apart. */
function isSame(a: JsonObject, b: JsonObject): boolean {
  return ['Version', 'CodeSha256'].every(
    (member) => textOf(a, member) !== undefined && textOf(a, member) === textOf(b, member),
  )
}
