import { CommandError } from './command-error.ts'
import type { Session } from './session.ts'

/** Nothing is changed that nobody agreed to. @throws CommandError where there is nobody to ask */
export function requirePerson({ world, isJson }: Pick<Session, 'world' | 'isJson'>): void {
  if (world.ask !== undefined && !isJson) return
  throw new CommandError({
    what: 'There is nobody to ask whether this shall be done.',
    advice: 'See the plan with --dry-run, and say --yes.',
    ending: 'usage',
  })
}
