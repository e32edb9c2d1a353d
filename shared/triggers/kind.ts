import type * as z from 'zod'
import type { JsonObject } from '../model/json.ts'
import type { Trigger, TriggerSource } from '../model/trigger.ts'
import type { AwsDoor } from './aws-door.ts'

/**
 * Everything that Holdfast knows of one kind of trigger, in one file of kinds/. Whatever needs all kinds (roles,
 * forwarding rules, schemas, readers, restores) is made from these; no list of them is kept anywhere.
 */
export interface TriggerKind {
  /** As `Trigger.kind` says it, and as its file is called: `sns-subscription`. */
  readonly name: string
  /** For people: `SNS subscription`. */
  readonly title: string
  /** Schema of `Trigger.settings`. */
  readonly settings: z.ZodType
  /** What reading and writing need, and no more. */
  readonly permissions: readonly Permission[]
  /** Calls on the source that change a trigger of this kind. */
  readonly changes: readonly SourceChanges[]
  /**
   * Keys, shaped like ARNs, that the vault's index has the function of a trigger under beside its source: the group that
   * is deleted with all that is in it, or the name where the source's ARN has none. A call that takes triggers away and
   * names no more than that says the same in `sourcesOf`.
   */
  readonly alsoUnder?: (trigger: Pick<Trigger, 'source' | 'settings'>) => readonly string[]
  readonly reader: PolicyReader | ListReader
  readonly writer: TriggerWriter
}

/** A statement of the roles that read, or of those that restore. */
export interface Permission {
  readonly use: 'read' | 'write'
  /** Each as narrow as the service authorization reference allows. */
  readonly actions: readonly string[]
  /** ARN with `*` and the pseudo parameters of CloudFormation: `arn:${AWS::Partition}:sns:*:*:*`. `*` only for actions that know no resource. */
  readonly resource: string
  /** Conditions of the statement, as IAM writes them. */
  readonly condition?: JsonObject
}

/** Calls of one service, as CloudTrail records them. */
export interface SourceChanges {
  /** As CloudTrail says it: `sns.amazonaws.com`. */
  readonly eventSource: string
  readonly eventNames: readonly string[]
  /** What else must be so under `detail` for the call to matter, as an EventBridge pattern. */
  readonly detail?: JsonObject
  /**
   * ARNs of the sources that such a call was about, as `Trigger.source` names them: the vault knows which functions
   * had a trigger from them. Functions that the record names by ARN are found without this.
   */
  readonly sourcesOf: (change: SourceChange) => readonly string[]
  /** ARNs of the functions that such a call names otherwise than by ARN; without it, there are none. */
  readonly functionsOf?: (change: SourceChange) => readonly string[]
}

/** The part of a CloudTrail record that says what a call was about. */
export interface SourceChange {
  readonly eventName: string
  readonly account: string
  readonly region: string
  readonly partition: string
  readonly request: JsonObject
  readonly response: JsonObject
}

/** Where a function is. */
export interface Place {
  readonly partition: string
  readonly account: string
  readonly region: string
}

/** What a statement of a resource policy says of who may invoke. */
export interface Grant {
  /** `sns.amazonaws.com` */
  readonly principal: string
  /** `aws:SourceArn` of its condition, wildcards included; `undefined` when it names none. */
  readonly sourceArn: string | undefined
  /** `aws:SourceAccount` of its condition. */
  readonly sourceAccount: string | undefined
  /** ARN of the function, version or alias whose policy it is. */
  readonly invokes: string
}

/** For triggers that need a statement in the function's resource policy. */
export interface PolicyReader {
  readonly by: 'policy'
  /** The service principals; `*` stands for a region: `logs.*.amazonaws.com`. */
  readonly principals: readonly string[]
  /**
   * ARNs of the sources that a grant may mean, as `Trigger.source` names them. One that names its source exactly needs
   * no call; for one with wildcards, or none at all, this asks the service.
   *
   * @returns `undefined` when the service cannot be asked: a gap names the principal
   */
  find(aws: AwsDoor, grant: Grant, place: Place): Promise<readonly string[] | undefined>
  /** Reads one source. Called once for each source in a run, whatever the number of functions. */
  read(aws: AwsDoor, source: string, place: Place): Promise<SourceReading | undefined>
}

/** For triggers that invoke by role, and leave no trace at the function. */
export interface ListReader {
  readonly by: 'list'
  /** Every trigger of this kind in the region, whichever function it names. Called once in a run. */
  list(aws: AwsDoor, place: Place): Promise<readonly SourceReading[]>
}

/** A source that exists, and all that it invokes. */
export interface SourceReading {
  readonly source: Omit<TriggerSource, 'statements' | 'definition' | 'exists'>
  /** Triggers of every function; those of others are left out later. */
  readonly triggers: readonly Pick<Trigger, 'invokes' | 'settings'>[]
  /** Its definition as a whole; kept as a blob. Called only when one of its functions is captured. */
  readonly definition?: () => Promise<Uint8Array | undefined>
  /** Parts of it that could not be read, by name. */
  readonly gaps?: readonly { readonly part: string; readonly error: unknown }[]
}

/** How a trigger is put back. Planning is pure; what a plan says is all that is done. */
export interface TriggerWriter {
  plan(trigger: Trigger, target: TriggerTarget): TriggerPlan
  /**
   * Does one step; again does no harm. Reads before it writes, and leaves alone what belongs to others.
   *
   * @param intend called once, after all that is read and before anything is written; not when nothing is to be done
   * @returns what `takeBack` needs; goes into the journal, so no secrets
   * @throws NotFoundError when what no restore makes is gone: the bucket, the topic, the API
   * @throws TriggerTakenError when its place belongs to somebody else by now
   */
  carryOut(aws: AwsDoor, step: TriggerStep, intend?: Intend): Promise<JsonObject>
  /**
   * Takes back what `carryOut` did, and only that.
   *
   * @param done its answer; of a step whose answer a crash lost, what it intended: it may be done, or not
   */
  takeBack(aws: AwsDoor, step: TriggerStep, done: JsonObject): Promise<void>
  /**
   * Whether a trigger that is there is what a restore brings back of one of the point; without it, all settings count.
   * Left out are ids and names that give way when they are taken, and what a source that is there keeps.
   *
   * @param wanted settings of the point, under the names of the target
   */
  isBack?(wanted: JsonObject, found: JsonObject): boolean
}

/** Is told what `takeBack` will need, as far as it is known before the write. What it throws ends the step. */
export type Intend = (done: JsonObject) => Promise<void>

/** What the trigger shall invoke, and how names of the old place read in the new one. */
export interface TriggerTarget extends Place {
  /** ARN of the restored function, version or alias. */
  readonly invokes: string
  /** Any ARN of the point as it is called at the target; the same when nothing is mapped. */
  readonly map: (arn: string) => string
}

export interface TriggerPlan {
  readonly steps: readonly TriggerStep[]
  /** What cannot be put back through an API, each as a sentence that says what to do by hand. */
  readonly byHand: readonly string[]
}

/** A value: what will be done, why, and what could go wrong. */
export interface TriggerStep {
  /** `sns-subscription/subscribe` */
  readonly action: string
  /**
   * `create`: before the restored function is verified; must not wake it. `enable`: after, and makes it live. What has
   * no switch is created in `enable`.
   */
  readonly phase: 'create' | 'enable'
  /** What it changes: an ARN. */
  readonly resource: string
  readonly what: string
  readonly why: string
  readonly risk: 'none' | 'low' | 'high'
  readonly canUndo: boolean
  /** Everything that `carryOut` needs. */
  readonly input: JsonObject
}
