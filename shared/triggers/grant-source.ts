import type { Grant } from './kind.ts'

/** The one source that a grant names exactly; `undefined` when it names none, or several by wildcard. */
export function exactSource({ sourceArn }: Grant): string | undefined {
  return sourceArn === undefined || /[*?]/.test(sourceArn) ? undefined : sourceArn
}
