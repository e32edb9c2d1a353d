import { readFileSync } from 'node:fs'

const FIXTURE = new URL('../../fixtures/step-functions/execution-ended.json', import.meta.url)

interface ExecutionEvent {
  readonly detail: Readonly<Record<string, unknown>>
}

/** The event of an execution that ended, as Step Functions sends it. */
export const RECORDED = JSON.parse(readFileSync(FIXTURE, 'utf8')) as ExecutionEvent

/** The ARN of an execution of a deployment's state machine. */
export function executionArn(machine: string, name = 'run-1'): string {
  return `arn:aws:states:eu-west-1:123456789012:execution:holdfast-prod-${machine}:${name}`
}

/** The body of a letter about an execution that ended on 21 November 2026. */
export function executionLetter(
  machine: string,
  { name = 'run-1', ...detail }: { readonly name?: string } & Readonly<Record<string, unknown>> = {},
): string {
  const own = {
    executionArn: executionArn(machine, name),
    stateMachineArn: `arn:aws:states:eu-west-1:123456789012:stateMachine:holdfast-prod-${machine}`,
    ...detail,
  }
  return JSON.stringify({ ...RECORDED, detail: { ...RECORDED.detail, ...own } })
}
