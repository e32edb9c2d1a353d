/** How the newest run of retention went. Times as ISO 8601. */
export interface RetentionFacts {
  readonly runId: string
  readonly startedAt: string
  /** `failed`: something could not be carried out. */
  readonly state: 'done' | 'failed'
  readonly expired: number
  readonly freedBytes: number
}
