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

/** A command as code. What would end the code is told apart by a character without width. */
export function codeBlock(command: string, most: number): string {
  return `\`\`\`${fitted(command.replaceAll('```', '``\u200b`'), most - 6)}\`\`\``
}
