/** What a copy of the vault lacks, or holds damaged. */
export interface CopyFacts {
  /** Address of the copy. */
  readonly url: string
  /** Seconds; age of the oldest point that is not in the copy yet. */
  readonly lag: number
  readonly lacks: readonly { readonly key: string; readonly what: string }[]
  /** Whether there was time for all. */
  readonly isComplete: boolean
}
