import type { TriggerSource } from '../model/trigger.ts'
import type { AwsDoor } from './aws-door.ts'
import type { Permission } from './kind.ts'

/** What Holdfast reads of anything that a function names or is woken by; one file of facts/ for each service. */
export interface FactsKind {
  /** The service in an ARN: `sqs`. */
  readonly service: string
  readonly permissions: readonly Permission[]
  /**
   * Plain facts of one resource; never what is in it.
   *
   * @returns `undefined` when there is no such resource
   */
  read(aws: AwsDoor, arn: string): Promise<Omit<TriggerSource, 'arn' | 'exists' | 'statements'> | undefined>
}
