import type { GapLog } from '../model/gaps.ts'
import type { CodeRef, FunctionContent } from '../model/manifest.ts'

/** What a manifest says of a part that its plan leaves out. */
const MESSAGE = 'The backup plan leaves it out.'

/** Parts of a manifest that tell what wakes a function; its policies are configuration. */
const TRIGGER_PARTS = ['eventSourceMappings', 'triggers', 'sources']

/**
 * Takes every package out of a reading, those of versions and layers too, before it is downloaded. The hashes of the
 * configurations still tell which code it was. An image, or an object of reference mode, is a name and stays.
 */
export function leaveCodeOut(content: FunctionContent, gaps: GapLog): FunctionContent {
  const { code, versions, layers, ...rest } = content
  const kept = (part: string, one: CodeRef | undefined) =>
    one?.type === 'zip' ? leave(part, gaps) : one && { code: one }
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
        ...(blob && leave(`layers/${layer.arn}`, gaps)),
      })),
    }),
  }
}

/** Says that nothing was read of what wakes the function. */
export function leaveTriggersOut(gaps: GapLog): void {
  for (const part of TRIGGER_PARTS) leave(part, gaps)
}

function leave(part: string, gaps: GapLog): Record<string, never> {
  gaps.add(part, 'left-out-by-plan', MESSAGE)
  return {}
}
