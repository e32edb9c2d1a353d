/** Text as Slack shows it, and nothing else: no mention, no link (Slack, "Formatting text for app surfaces"). */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Text that Slack takes: escaped, and cut where it would be longer than `most` characters. */
export function fitted(text: string, most: number): string {
  const whole = escaped(text)
  if (whole.length <= most) return whole
  let kept = ''
  // Whole characters: half an entity would be shown as it stands.
  for (const character of text) {
    const next = escaped(character)
    if (kept.length + next.length >= most) break
    kept += next
  }
  return `${kept}…`
}

/** Lines in as few texts as possible, each of which Slack takes; a line that is too long for one is cut. */
export function packed(lines: readonly string[], most: number): readonly string[] {
  const texts: string[] = []
  for (const line of lines) {
    const next = fitted(line, most)
    const last = texts.at(-1)
    if (last === undefined || last.length + 1 + next.length > most) texts.push(next)
    else texts[texts.length - 1] = `${last}\n${next}`
  }
  return texts
}

/** A command as code. What would end the code is told apart by a character without width. */
export function codeBlock(command: string, most: number): string {
  return `\`\`\`${fitted(command.replaceAll('```', '``\u200b`'), most - 6)}\`\`\``
}
