import type { JsonObject } from '../model/json.ts'

/** The regions of the account. Errors as LambdaApi. */
export interface RegionsApi {
  /** Names of the regions that the account has enabled, and only those. */
  listEnabled(): Promise<readonly string[]>
}

/** Where a rule sends what it matches. */
export interface RuleTarget {
  readonly id: string
  readonly arn: string
  readonly roleArn?: string
  /** Whether the target gets something else than the event as it came. */
  readonly reshaped: boolean
}

/** One rule of EventBridge, its tags and targets included. */
export interface EventRule {
  readonly name: string
  readonly arn: string
  readonly enabled: boolean
  /** `undefined` for a rule that runs by schedule. */
  readonly pattern: JsonObject | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly targets: readonly RuleTarget[]
}

/** EventBridge rules of one region; of its default bus unless another is named. Errors as LambdaApi. */
export interface EventRulesApi {
  readonly region: string
  /** Every rule of the default bus whose name begins with `prefix`. */
  listRules(prefix: string): Promise<readonly EventRule[]>
  readRule(name: string, bus?: string): Promise<EventRule | undefined>
  /** Creates the rule, or replaces it; enabled. Tags are set only when it is created. */
  putRule(rule: Pick<EventRule, 'name' | 'tags'> & NewRule): Promise<void>
  tagRule(arn: string, tags: Readonly<Record<string, string>>): Promise<void>
  putTarget(rule: string, target: Omit<RuleTarget, 'reshaped'>): Promise<void>
  removeTargets(rule: string, ids: readonly string[]): Promise<void>
  /** Its targets must be gone. A rule that is not there is no error. */
  deleteRule(name: string): Promise<void>
}

/** What a new rule needs besides its name and tags. */
export interface NewRule {
  readonly description: string
  readonly pattern: JsonObject
}

/** A CloudFormation stack. */
export interface Stack {
  readonly name: string
  /** As CloudFormation says it: `UPDATE_COMPLETE`. */
  readonly status: string
  readonly outputs: Readonly<Record<string, string>>
  /** Values of its parameters. */
  readonly parameters: Readonly<Record<string, string>>
}

/** CloudFormation, read only. Errors as LambdaApi. */
export interface StacksApi {
  readStack(name: string): Promise<Stack | undefined>
  /** Physical ids of the stack's resources of one type: `AWS::Scheduler::Schedule`. */
  listResources(name: string, type: string): Promise<readonly string[]>
}
