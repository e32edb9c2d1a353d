import type { CommandPlace } from '../model/command-place.ts'
import { inVault, ofStack } from '../model/command-place.ts'
import { shellWord } from '../model/shell-word.ts'
import { parseArn } from '../model/arn.ts'
import { restoreIdOf } from '../restore-execution/restore-id.ts'
import type { FailedExecution, Machine } from './failed-execution.ts'
import { failedExecution } from './failed-execution.ts'

/** Step Functions redrives an execution for 14 days after its end (API reference, RedriveExecution). */
const REDRIVABLE_MS = 14 * 86_400_000

/** What an execution is called, and what makes it good when it is not redriven. */
const WORDS: Readonly<
  Record<Machine, { readonly what: string; readonly instead: (place: CommandPlace, arn: string) => string }>
> = {
  backup: {
    what: 'A backup run',
    instead: (_place, arn) =>
      `The next run captures what this one left; or start one now: \`${startCommand(arn)}\`.`,
  },
  restore: { what: 'A restore', instead: () => '' },
  'restore-test': {
    what: 'A run of restore tests',
    instead: (place) =>
      `The next one removes what this one left, and tests; or now: \`holdfast test-restore --sample 5 ${inVault(place)}\`.`,
  },
  retention: { what: 'A run of retention', instead: () => 'The next one goes on.' },
  audit: {
    what: 'An audit',
    instead: (place) =>
      `The next one reads what this one left; or now: \`holdfast audit --plans holdfast.yml ${inVault(place)} ${ofStack(place)}\`.`,
  },
  copy: { what: 'A round of copying the vault', instead: () => 'The next one goes on.' },
}

const ENDS: Readonly<Record<FailedExecution['status'], string>> = {
  FAILED: 'failed',
  TIMED_OUT: 'timed out',
  ABORTED: 'was stopped',
}

interface Words {
  readonly what: string
  readonly why: string
  readonly redrive: string
}

/** What an execution of a state machine is called: `A backup run`. */
export function executionText(machine: Machine | undefined): string {
  return machine === undefined ? 'An execution' : WORDS[machine].what
}

/** An execution that nobody was told of, in words; `undefined` for any other letter. */
export function explainExecution(
  letter: { readonly body: string },
  { now, place }: { readonly now: Date; readonly place: CommandPlace },
): Words | undefined {
  const execution = failedExecution(letter)
  if (execution === undefined) return undefined
  const { machine, name, status, startedAt, stoppedAt } = execution
  const what = executionText(machine)
  return {
    what: `${what} that ${ENDS[status]} and was not reported: ${name}, begun ${startedAt.toISOString()}, ended ${stoppedAt.toISOString()}.`,
    why: whyOf(execution),
    redrive: redriveText(execution, now, place),
  }
}

/**
 * Why an execution must not, or cannot be redriven.
 *
 * @param status as its letter has it, or Step Functions
 * @returns `undefined` when it may be
 */
export function whyNotRedriven(
  {
    machine,
    status,
    stoppedAt,
  }: Pick<FailedExecution, 'machine' | 'stoppedAt'> & { readonly status: string },
  now: Date,
): string | undefined {
  // Whoever stopped a restore did not want more of it; and what waited for two days is not what was asked for any more.
  if (machine === 'restore' && status === 'ABORTED')
    return 'A restore that somebody stopped is not redriven: whoever wants the rest of it asks for it.'
  if (machine === 'restore' && status === 'TIMED_OUT')
    return 'A restore that took too long is not redriven: whoever still wants it asks for it.'
  if (now.getTime() - stoppedAt.getTime() >= REDRIVABLE_MS)
    return 'Step Functions does not redrive it any more, 14 days after its end.'
  return undefined
}

function whyOf({ status, error }: FailedExecution): string {
  const named = error === undefined ? '' : ` with ${error}`
  if (status === 'ABORTED') return `Somebody stopped it${named}.`
  if (status === 'TIMED_OUT') return `It took longer than its state machine allows${named}.`
  return error === undefined
    ? 'Step Functions names no error: its history says more.'
    : `${error}, which no step of it could report; its history, and the log of the step, say more.`
}

function redriveText(execution: FailedExecution, now: Date, place: CommandPlace): string {
  const refusal = whyNotRedriven(execution, now)
  const instead = insteadOf(execution, place)
  if (refusal !== undefined) return `${refusal} ${instead} Then drop the letter.`
  return `Step Functions goes on with it at the step that did not succeed, with the functions as they are now; what is done is not done again. Mend first what it failed of. ${instead}`
}

function insteadOf({ machine, arn, startedAt }: FailedExecution, place: CommandPlace): string {
  if (machine === undefined) return `Look at its history: \`${historyCommand(arn, place)}\`.`
  if (machine !== 'restore') return WORDS[machine].instead(place, arn)
  const id = restoreIdOf({ execution: arn, startedAt: startedAt.toISOString() })
  const command = (what: string) => `\`holdfast restore ${what} ${id} ${inVault(place)}\``
  return `By its journal: ${command('--resume')} goes on, ${command('--undo')} takes back what it did.`
}

/** Of a run of the deployment: what the command line backs up ends no alarm about runs that do not come. */
function startCommand(execution: string): string {
  const machine = execution.replace(/:execution:([^:]+):[^:]+$/, ':stateMachine:$1')
  const region = parseArn(execution)?.region ?? ''
  return `aws stepfunctions start-execution --region ${region} --state-machine-arn ${machine} --input '{"mode":"quick"}'`
}

function historyCommand(arn: string, { hub }: CommandPlace): string {
  return `aws stepfunctions get-execution-history --execution-arn ${shellWord(arn)} --region ${hub}`
}
