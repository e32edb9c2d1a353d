import * as z from 'zod'
import { jsonOf } from './json-of.ts'

/** How executions end that nobody was told of. */
const Status = z.enum(['FAILED', 'TIMED_OUT', 'ABORTED'])

/** Milliseconds since 1970: a number in the event of Step Functions, a text in the letter that the rule makes of it. */
const Millis = z.coerce.number().int().positive()

/** What a letter keeps of an event "Step Functions Execution Status Change", or the whole event (Step Functions guide). */
const Ended = z.object({
  detail: z.object({
    executionArn: z.string().startsWith('arn:'),
    status: Status,
    startDate: Millis,
    stopDate: Millis,
    error: z.string().nullish(),
  }),
})

/** A state machine, or an execution of one (service authorization reference, "Resource types defined by AWS Step Functions"). */
const ARN = /^arn:[\w-]+:states:[\w-]+:\d{12}:(?:stateMachine:([\w-]+)|execution:([\w-]+):[^:/\s]+)$/

/** The state machines of a deployment, by the end of their names; the longer of two that end alike first. */
const MACHINE = /-(restore-test|backup|restore|retention|audit|copy)$/

/** An error is a name; whoever stops an execution may write anything there. */
const NAME = /^[A-Za-z][\w.-]{0,99}$/

/** What EventBridge leaves in a letter of an error that is null or missing. */
const NO_ERROR = ['', 'null', '<error>']

/** Which of the state machines an execution is of. */
export type Machine = 'backup' | 'restore' | 'restore-test' | 'retention' | 'audit' | 'copy'

/** An execution that nobody was told of. */
export interface FailedExecution {
  readonly arn: string
  readonly name: string
  /** `undefined` for one that this version does not know. */
  readonly machine: Machine | undefined
  readonly status: z.infer<typeof Status>
  readonly startedAt: Date
  readonly stoppedAt: Date
  /** The name of the error; `undefined` where Step Functions names none. Never its cause, which may hold values. */
  readonly error: string | undefined
}

/**
 * Which state machine of a deployment an ARN names, its own or that of an execution; `undefined` for one that this version
 * does not know.
 */
export function machineOf(arn: string): Machine | undefined {
  return MACHINE.exec(nameIn(arn))?.[1] as Machine | undefined
}

/** As `machineOf`; of the deployment of this name only: those of others may begin alike. */
export function machineOfStack(arn: string, stack: string): Machine | undefined {
  const machine = machineOf(arn)
  return nameIn(arn) === `${stack}-${machine}` ? machine : undefined
}

/** The name of the state machine in an ARN. */
function nameIn(arn: string): string {
  const [, machine, executed] = ARN.exec(arn) ?? []
  return machine ?? executed ?? ''
}

/** The execution that a letter is about; `undefined` for any other letter. */
export function failedExecution({ body }: { readonly body: string }): FailedExecution | undefined {
  const { success, data } = Ended.safeParse(jsonOf(body))
  if (!success) return undefined
  const { executionArn: arn, status, startDate, stopDate, error } = data.detail
  return {
    arn,
    name: arn.split(':').at(-1) ?? arn,
    machine: machineOf(arn),
    status,
    startedAt: new Date(startDate),
    stoppedAt: new Date(stopDate),
    error: nameOf(error ?? ''),
  }
}

function nameOf(error: string): string | undefined {
  if (NO_ERROR.includes(error)) return undefined
  return NAME.test(error) ? error : 'an error that is no name'
}
