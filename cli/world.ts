import type { DoctorDoor } from '../shared/doctor/doctor-ports.ts'
import type { AuditDoor } from './audit-door.ts'
import type { BackupDoor } from './backup-door.ts'
import type { DeadLettersDoor } from './dead-letters-door.ts'
import type { Interruption } from './interruption.ts'
import type { RestoreDoor } from './restore-door.ts'
import type { RestoreTestDoor } from './restore-test-door.ts'
import type { ZonesDoor } from './zones-door.ts'
import type { ObjectLocks, ObjectStore, RetentionStore } from '../shared/ports/object-store.ts'
import type { Clock } from '../shared/ports/runtime.ts'
import type { Vault } from '../shared/ports/vault.ts'
import type { BegunVault } from '../shared/vault/gate.ts'

/** Where a command writes. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

/** Everything a command touches outside itself. cli/main.ts makes the real one; tests pass fakes. */
export interface World {
  /** What was asked for, and nothing else. */
  readonly stdout: Output
  /** Progress and messages. */
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** Makes ids that are unlike any other. */
  readonly newId: () => string
  readonly interruption: Interruption
  /** Asks the person at the terminal, who must say yes; `undefined` where there is nobody to ask. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined
  /** The text of a file that an option names. @throws CommandError when it cannot be read */
  readonly readFile: (path: string) => Promise<string>
  /** The text of the plan file in the current directory; `undefined` where there is none. @throws CommandError as above */
  readonly findPlanFile: () => Promise<string | undefined>
  /** An existing folder for short-lived private files. */
  readonly scratchFolder: string
  /**
   * @param whenMissing whether a vault is begun where there is none
   * @param onBegun told when it was
   * @throws SettingInvalidError when the address is none of a vault
   */
  readonly openVault: (
    url: string,
    whenMissing: 'create' | 'fail',
    onBegun?: (begun: BegunVault) => void,
  ) => Vault
  /** The objects of a vault, without a look at its format. @throws SettingInvalidError as above */
  readonly openStore: (url: string) => ObjectStore
  /** The same, with the right to remove: for retention alone. */
  readonly openRetentionStore: (url: string) => RetentionStore
  /** The locks of a vault's objects; `undefined` where the store has none. @throws SettingInvalidError as above */
  readonly openLocks: (url: string) => ObjectLocks | undefined
  /** The region of the bucket at the address of a vault; `undefined` for a directory. */
  readonly regionOf: (url: string) => Promise<string | undefined>
  /** From now on buckets of vaults are reached over S3 Transfer Acceleration. */
  readonly accelerate: () => void
  /**
   * Makes everything that talks to AWS use this profile of the shared configuration files.
   * @throws CommandError when they have no such profile
   */
  readonly useProfile: (profile: string) => Promise<void>
  readonly aws: BackupDoor
  readonly zones: ZonesDoor
  readonly doctor: () => Promise<DoctorDoor>
  readonly deadLetters: DeadLettersDoor
  readonly audit: AuditDoor
  readonly restore: RestoreDoor
  readonly restoreTest: RestoreTestDoor
}
