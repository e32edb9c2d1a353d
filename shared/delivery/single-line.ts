/** Text from elsewhere as printable ASCII on one line. */
export function singleLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[^\x20-\x7e]/g, '?')
}
