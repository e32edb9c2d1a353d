/** The part of what is left of an invocation in which no step is begun any more: 5 of Lambda's 15 minutes. */
const KEPT_BACK = 1 / 3

/**
 * Until when an invocation begins steps, so that most of them end within it. One that does not is done again by the next
 * invocation. However little is left, it is enough for one: a restore always gets on.
 *
 * @param now when the invocation looks
 * @param deadline when Lambda ends it
 */
export function lastStart(now: Date, deadline: Date): Date {
  return new Date(now.getTime() + (deadline.getTime() - now.getTime()) * (1 - KEPT_BACK))
}
