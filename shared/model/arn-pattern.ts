/**
 * Whether a text matches a pattern of IAM, in which `*` is any characters, none included, and `?` is one (IAM User
 * Guide, "IAM JSON policy elements: Condition operators", StringLike and ArnLike).
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern
    .split(/([*?])/)
    .map((part) => WILDCARDS[part] ?? part.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('')}$`, 's').test(text)
}

const WILDCARDS: Readonly<Record<string, string | undefined>> = { '*': '.*', '?': '.' }
