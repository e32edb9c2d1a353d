/** Whether a text is what a pattern says: `*` stands for any letters, none included; everything else for itself. */
export function matchesGlob(pattern: string, text: string): boolean {
  const expression = pattern.replaceAll(/[^\w*]/gu, String.raw`\$&`).replaceAll(/\*+/g, '.*')
  return new RegExp(`^${expression}$`, 's').test(text)
}

/** Whether a text is what IAM's pattern says: `*` stands for any letters, none included, `?` for one. */
export function matchesIamPattern(pattern: string, text: string): boolean {
  const expression = pattern.replaceAll(/[^\w*?]/gu, String.raw`\$&`).replaceAll(/\*+/g, '.*')
  return new RegExp(`^${expression.replaceAll('?', '.')}$`, 's').test(text)
}
