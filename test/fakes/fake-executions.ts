import type { ExecutionsApi } from '../../shared/dead-letters/dead-letter-ports.ts'
import { AccessDeniedError, RequestRejectedError } from '../../shared/errors.ts'

/** State machines' executions that go on when they are told to, but for those that a test refuses. */
export class FakeExecutions implements ExecutionsApi {
  /** ARNs of those that go on, in order. */
  readonly redriven: string[] = []
  /** Those that were started, in order. */
  readonly started: { readonly machine: string; readonly input: string; readonly name: string }[] = []
  /** ARN and reason of those that do not. */
  readonly refused = new Map<string, string>()

  /** How some of them stand; the others failed. */
  readonly statuses = new Map<string, string>()

  /** Whether the status of an execution may be read. */
  readable: (arn: string) => boolean = () => true

  async readStatus(executionArn: string): Promise<string> {
    if (!this.readable(executionArn))
      throw new AccessDeniedError('DescribeExecution: AccessDeniedException: not authorized')
    return this.statuses.get(executionArn) ?? 'FAILED'
  }

  async redrive(executionArn: string): Promise<void> {
    const reason = this.refused.get(executionArn)
    if (reason !== undefined)
      throw new RequestRejectedError(`RedriveExecution: ExecutionNotRedrivable: ${reason}`)
    this.redriven.push(executionArn)
  }

  async start(start: {
    readonly machine: string
    readonly input: string
    readonly name: string
  }): Promise<void> {
    this.started.push(start)
  }
}
