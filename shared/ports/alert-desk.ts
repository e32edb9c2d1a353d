import type { Alert } from '../model/alert.ts'

/** Where people are told. */
export interface AlertDesk {
  /**
   * Tells people what is new of these: a problem that is known already is not told again, an end only where people know
   * of the problem. @throws HoldfastError when they could not be told
   */
  tell(alerts: readonly Alert[]): Promise<void>
}
