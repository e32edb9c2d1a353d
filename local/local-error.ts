/** The machine's part of the world is not as needed. The message says what to do; it is shown without a stack. */
export class LocalError extends Error {
  override readonly name = 'LocalError'
}
