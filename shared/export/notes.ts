/** Collects what an export cannot say, each sentence once, in the order in which it was met. */
export class Notes {
  readonly #notes = new Set<string>()

  get all(): readonly string[] {
    return [...this.#notes]
  }

  add(note: string): void {
    this.#notes.add(note)
  }
}
