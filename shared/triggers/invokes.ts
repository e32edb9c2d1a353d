import { parseFunctionName } from '../model/function-arn.ts'
import type { Place } from './kind.ts'

/**
 * Whether what a source invokes is this function, one of its versions or one of its aliases.
 *
 * @param invokes as the source names it: any form that Lambda's API takes
 */
export function invokesFunction(invokes: string, name: string, { account, region }: Place): boolean {
  const named = parseFunctionName(invokes)
  return (
    named?.name === name &&
    (named.account === undefined || named.account === account) &&
    (named.region === undefined || named.region === region)
  )
}
