import type { JsonValue } from '../shared/model/json.ts'
import type { RecoveryPoint } from '../shared/model/manifest.ts'
import type { ContentChange } from '../shared/diff/diff-contents.ts'

/** What stands in the place of a hidden value. */
export const HIDDEN = '***'

/** Files inside a package that by custom hold an environment. */
const ENVIRONMENT_FILE = /(?:^|\/)\.env(?:\.[^/]*)?$/

/**
 * A copy of a content with every environment value replaced by `***`; names stay.
 * @param path where `value` stands in its content
 */
export function hideSecrets(value: JsonValue, path: readonly string[] = []): JsonValue {
  if (Array.isArray(value)) {
    return value.map((element: JsonValue, index) => hideSecrets(element, [...path, String(index)]))
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value as Record<string, JsonValue>)
    return Object.fromEntries(members.map(([name, member]) => [name, hideSecrets(member, [...path, name])]))
  }
  return isSecret(path) ? HIDDEN : value
}

/** A recovery point without its environment values; `observed` is what AWS said, and is treated alike. */
export function hidePoint<Point extends RecoveryPoint>(point: Point): Point {
  return hideSecrets(JSON.parse(JSON.stringify(point)) as JsonValue) as unknown as Point
}

/** A change whose environment values are hidden: that they differ stays visible, how does not. */
export function hideChange(change: ContentChange): ContentChange {
  return {
    path: change.path,
    ...(change.before !== undefined && { before: hideSecrets(change.before, change.path) }),
    ...(change.after !== undefined && { after: hideSecrets(change.after, change.path) }),
  }
}

/** A change of which nothing but its place is shown. */
export function hideValues({ path, before, after }: ContentChange): ContentChange {
  return {
    path,
    ...(before !== undefined && { before: HIDDEN }),
    ...(after !== undefined && { after: HIDDEN }),
  }
}

/** Whether the text of a file inside a package is not shown unless asked for. */
export function isSecretFile(path: string): boolean {
  return ENVIRONMENT_FILE.test(path)
}

/** Everything below `Environment.Variables`, wherever that stands. */
function isSecret(path: readonly string[]): boolean {
  return path.some((name, index) => name === 'Environment' && path[index + 1] === 'Variables')
}
