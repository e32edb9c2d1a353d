import type { DeploymentName } from '../model/command-place.ts'
import type { CopyFilter } from '../copies/copy-filter.ts'
import type { EncryptionSeen } from '../model/audit.ts'
import type { JsonObject } from '../model/json.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import type { AlertDesk } from '../ports/alert-desk.ts'
import type { ObjectLocks, ObjectStore } from '../ports/object-store.ts'
import type { Clock, Log, Metrics } from '../ports/runtime.ts'
import type { Vault } from '../ports/vault.ts'

/** How S3 said that what was read is encrypted; of a directory nothing is said. */
export interface EncryptionSight {
  /** What was seen since the last time, and forgets it. */
  take(): readonly EncryptionSeen[]
}

/** How a bucket is set up to protect what it holds. */
export interface BucketSettings {
  /** `aws:kms`, `aws:kms:dsse` or `AES256`. */
  readonly algorithm: string | undefined
  /** ARN or id of the KMS key of the default encryption. */
  readonly key: string | undefined
  readonly versioned: boolean
  /** Whether all four kinds of public access are blocked. */
  readonly publicBlocked: boolean
  /** Whether Object Lock can be used. */
  readonly lockable: boolean
  /** The bucket policy, parsed. */
  readonly policy: JsonObject | undefined
}

/** Settings of the vault's bucket. Errors as LambdaApi. */
export interface BucketSettingsApi {
  readSettings(): Promise<BucketSettings>
}

/** A service that a role may use. Times as ISO 8601. */
export interface ServiceUse {
  /** Namespace of IAM: `s3`. */
  readonly service: string
  /** `undefined` when it was not used as long as AWS remembers. */
  readonly lastUsed: string | undefined
  /** Actions that AWS tracks, and that were not used as long as it remembers. */
  readonly unusedActions: readonly string[]
}

/** What a role was used for. */
export interface RoleUse {
  /** Name. */
  readonly role: string
  readonly createdAt: string
  readonly services: readonly ServiceUse[]
}

/** Use of roles, as IAM recorded it. Errors as LambdaApi. */
export interface RoleUseApi {
  /** The roles of this deployment; `undefined` where there is no deployment. */
  listRoles(): Promise<readonly string[] | undefined>
  readUse(role: string): Promise<RoleUse>
}

/** Whether a trail records what changes in a zone, and what is to be said of it. */
export interface TrailSight {
  /** `warning`: it records some of it. */
  readonly state: 'ok' | 'warning' | 'problem' | 'unknown'
  readonly what: string
  /** The trail that decides it, `<home region>/<name>`; missing when there is none. */
  readonly trail?: string
}

/** CloudTrail, as far as a deployment depends on it. Errors as LambdaApi. */
export interface TrailSightApi {
  /** Whether there is a deployment that changes should reach. */
  isDeployed(): Promise<boolean>
  look(zone: string): Promise<TrailSight>
}

/** A copy of the vault, and what is asked of it. */
export interface AuditedCopy {
  readonly store: ObjectStore
  /** Opens what tells which resources it is to hold, for one comparison; all of them without. */
  readonly openFilter?: (() => CopyFilter) | undefined
  /** How long it may lack what the vault has, in milliseconds; a day without. */
  readonly allowed?: number
  /** Whether the deployment compares it in each round of copying, and tells people then. */
  readonly isWatched?: boolean
}

/** When a deployment starts what, as expressions of EventBridge Scheduler. */
export interface DeployedSchedules {
  readonly quick: string
  readonly deep: string
  readonly retention: string
  /** `undefined` where restores are not tested. */
  readonly restoreTests: string | undefined
  /** `undefined` where there is no copy. */
  readonly copies: string | undefined
  readonly timeZone: string
}

/** What an audit reads. */
export interface AuditPorts {
  readonly vault: Vault
  readonly store: ObjectStore
  readonly clock: Clock
  readonly log: Log
  readonly plans: PlanFile
  /** Of the deployment that audits; `undefined` by hand. */
  readonly schedules: DeployedSchedules | undefined
  /** `undefined` for a vault in a directory. */
  readonly sight: EncryptionSight | undefined
  /** `undefined` for a vault in a directory. */
  readonly bucket: BucketSettingsApi | undefined
  /** `undefined` where the store has no locks. */
  readonly locks: Pick<ObjectLocks, 'lockOf'> | undefined
  readonly roles: RoleUseApi
  readonly trails: TrailSightApi
  /** Copies of the vault that it is compared with. */
  readonly copies: readonly AuditedCopy[]
}

/** What reporting touches besides. */
export interface ReportAuditPorts extends AuditPorts {
  readonly metrics: Metrics
  /** Whether an alarm tells that runs do not come: `NoRunAlarm` cannot where more than a week may pass. */
  readonly areRunsWatched: boolean
  /** Whether an alarm tells that nobody compares the copy: `CopyUnmeasuredAlarm` cannot where more than a week may pass. */
  readonly areCopiesWatched: boolean
  /** Whom alerts are about. */
  readonly account: string
  readonly alerts: AlertDesk
  /** What the commands that alerts name are about, besides the vault. */
  readonly deployment: DeploymentName
}
