import type { GapLog } from '../model/gaps.ts'
import type { CodeRef, FunctionContent } from '../model/manifest.ts'

/** Parts of a manifest that tell what wakes a function; its policies are configuration. */
const TRIGGER_PARTS = ['eventSourceMappings', 'triggers', 'sources']

/** Says in a manifest that a part is left out, and why. */
export type Leave = (part: string) => Record<string, never>

export function leaving(gaps: GapLog, why: string): Leave {
  return (part) => {
    gaps.add(part, 'left-out-by-plan', why)
    return {}
  }
}

/**
 * Takes every package out of a reading, those of versions and layers too, before it is downloaded. The hashes of the
 * configurations still tell which code it was. An image, or an object of reference mode, is a name and stays.
 */
export function leaveCodeOut(content: FunctionContent, leave: Leave): FunctionContent {
  const { code, versions, layers, ...rest } = content
  const kept = (part: string, one: CodeRef | undefined) =>
    one?.type === 'zip' ? leave(part) : one && { code: one }
  return {
    ...rest,
    ...kept('code', code),
    ...(versions && {
      versions: versions.map(({ code: own, ...version }) => ({
        ...version,
        ...kept(`versions/${version.version}/code`, own),
      })),
    }),
    ...(layers && {
      layers: layers.map(({ blob, ...layer }) => ({
        ...layer,
        ...(blob && leave(`layers/${layer.arn}`)),
      })),
    }),
  }
}

/** Says that nothing was read of what wakes the function. */
export function leaveTriggersOut(leave: Leave): void {
  for (const part of TRIGGER_PARTS) leave(part)
}
