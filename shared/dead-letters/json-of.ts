/** The JSON that a text is; `undefined` for any other text. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A dead letter may be anything.
    return undefined
  }
}
