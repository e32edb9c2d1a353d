import * as z from 'zod'
import { parseArn } from './arn.ts'
import { parseFunctionName } from './function-arn.ts'
import { functionArn } from './make-arn.ts'

/** What a schedule of EventBridge Scheduler calls, with what. */
export interface ScheduleTarget {
  readonly Arn: string | undefined
  readonly Input?: string | undefined
}

/** A target that is an operation of Lambda's API; its input names the function (User Guide, "Using universal targets"). */
const INVOKE_CALL = /:scheduler:::aws-sdk:lambda:invoke(?:Async)?$/

const Call = z.looseObject({ FunctionName: z.string(), Qualifier: z.string().optional() })

/** Whether a target may be a function; its ARN alone does not always tell. */
export function mayInvoke(targetArn = ''): boolean {
  return parseArn(targetArn)?.service === 'lambda' || INVOKE_CALL.test(targetArn)
}

/** ARN of the function that a target invokes; `undefined` when it invokes none. @param place where the schedule is */
export function invokedByTarget(
  { Arn = '', Input = '' }: ScheduleTarget = { Arn: undefined },
  place: { readonly partition: string; readonly account: string; readonly region: string },
): string | undefined {
  if (!INVOKE_CALL.test(Arn)) return mayInvoke(Arn) ? Arn : undefined
  const { FunctionName = '', Qualifier } = callIn(Input) ?? {}
  const named = parseFunctionName(FunctionName)
  if (named === undefined) return undefined
  const { name, qualifier = Qualifier, account = place.account, region: zone = place.region } = named
  return functionArn({ name, account, zone }, place.partition, qualifier)
}

/** The same target, for another function. @param invokes its ARN, with version or alias if one is meant */
export function targetInvoking<T extends ScheduleTarget>(target: T, invokes: string): T {
  if (!INVOKE_CALL.test(target.Arn ?? '')) return { ...target, Arn: invokes }
  const { Qualifier: _, ...call } = callIn(target.Input ?? '') ?? {}
  return { ...target, Input: JSON.stringify({ ...call, FunctionName: invokes }) }
}

/** What is not JSON, or names no function, calls nothing. */
function callIn(input: string): z.infer<typeof Call> | undefined {
  return z.string().transform(parseJson).pipe(Call).safeParse(input).data
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue('is not JSON')
    return z.NEVER
  }
}
