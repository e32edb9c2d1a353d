import type { Grant } from './grants.ts'
import { textOf } from './grants.ts'
import type { Judgement } from './judge.ts'

/** Why a role allows what no flow test uses. */
export interface Reason {
  /** The functions it holds for; `every` that has the statement. */
  readonly functions: readonly string[] | 'every'
  /** The statement. */
  readonly sid: string
  readonly actions: readonly string[]
  /** How the resource ends, when it is not for all resources of the statement. */
  readonly resource?: string
  readonly because: string
  /** The order of the tests decides whether it is used. */
  readonly mayBeUsed?: true
}

/** What the reasons leave open. */
export interface Explained {
  /** Allowed, unused, and without a reason. */
  readonly unexplained: readonly string[]
  /** Reasons for what is used after all, or not allowed any more. */
  readonly stale: readonly string[]
}

/** Holds the grants that nothing used against the written reasons, and the reasons against the grants. */
export function explain({ used, unused }: Judgement, reasons: readonly Reason[]): Explained {
  const explained = (grant: Grant) => reasons.some((reason) => covers(reason, grant))
  return {
    unexplained: unused.filter((grant) => !explained(grant)).map(textOf),
    stale: reasons.flatMap((reason) => [
      ...[...used]
        .filter((grant) => covers(reason, grant) && reason.mayBeUsed !== true)
        .map((grant) => `${textOf(grant)}: used, so "${reason.because}" is no reason`),
      ...unfounded(reason, [...used, ...unused]),
    ]),
  }
}

function covers({ functions, sid, actions, resource = '' }: Reason, grant: Grant): boolean {
  const isOfFunction = functions === 'every' || functions.includes(grant.function)
  return (
    isOfFunction && sid === grant.sid && actions.includes(grant.action) && grant.resource.endsWith(resource)
  )
}

function unfounded(reason: Reason, grants: readonly Grant[]): string[] {
  const names: readonly (string | undefined)[] = reason.functions === 'every' ? [undefined] : reason.functions
  return names.flatMap((name) =>
    reason.actions
      .filter((action) => {
        const narrowed = {
          ...reason,
          actions: [action],
          functions: name === undefined ? 'every' : [name],
        } as const
        return !grants.some((grant) => covers(narrowed, grant))
      })
      .map((action) => `${name ?? 'no function'}: ${action} (${reason.sid}) is not allowed any more`),
  )
}
