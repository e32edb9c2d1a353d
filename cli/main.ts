import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openAccessPoint } from '../shared/aws/access-point-store.ts'
import { bucketRegions } from '../shared/aws/bucket-region.ts'
import { listProfiles } from '../shared/aws/profiles.ts'
import {
  bucketOf,
  openLocks,
  openRetentionStore,
  openStore,
  openVault,
} from '../shared/runtime/open-vault.ts'
import { askPerson } from './ask-person.ts'
import { realAuditDoor } from './audit-door.ts'
import { realBackupDoor } from './backup-door.ts'
import { realDeadLettersDoor } from './dead-letters-door.ts'
import { endAtSignals } from './interruption.ts'
import { PLAN_FILE } from './plan/plan-options.ts'
import { findTextFile, readTextFile } from './read-text-file.ts'
import { realRestoreDoor } from './restore-door.ts'
import { realRestoreTestDoor } from './restore-test-door.ts'
import { run } from './run.ts'
import { unwritten } from './unwritten.ts'
import { useProfile } from './use-profile.ts'
import type { World } from './world.ts'
import { realZonesDoor } from './zones-door.ts'

/**
 * The composition root of the command line: the one place that knows the process, the clock and AWS. What only some
 * commands need of AWS is loaded when they ask for it: a backup must stay small (docs/numbers.md).
 */
const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) }
const findRegion = bucketRegions()
let isAccelerated = false
const storeWorld = () => ({ clock, findRegion, openAccessPoint, accelerate: isAccelerated })

const world: World = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  clock,
  newId: randomUUID,
  interruption: endAtSignals(process),
  ask: isPersonThere() ? (question) => askPerson(process.stdin, process.stderr, question) : undefined,
  readFile: readTextFile,
  findPlanFile: () => findTextFile(PLAN_FILE),
  scratchFolder: makeScratchFolder(),
  openVault: (url, whenMissing, onBegun) =>
    openVault(url, { ...storeWorld(), newId: randomUUID, whenMissing, onBegun }),
  openStore: (url) => openStore(url, storeWorld()),
  openRetentionStore: (url) => openRetentionStore(url, storeWorld()),
  openLocks: (url) => openLocks(url, { findRegion }),
  regionOf: async (url) => {
    const bucket = bucketOf(url)
    return bucket === undefined ? undefined : await findRegion(bucket)
  },
  accelerate: () => {
    isAccelerated = true
  },
  useProfile: async (profile) => useProfile(profile, await listProfiles(), process.env),
  aws: realBackupDoor,
  zones: realZonesDoor,
  doctor: async () => (await import('./doctor-door.ts')).realDoctorDoor,
  deadLetters: realDeadLettersDoor,
  audit: realAuditDoor(storeWorld),
  restore: realRestoreDoor,
  restoreTest: realRestoreTestDoor,
}

/** Questions go to stderr: stdout holds what was asked for, and nothing else. */
function isPersonThere(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

/** A private folder that is gone with the process, however it ends short of being killed. */
function makeScratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  const { text, exitCode } = unwritten(error, process.exitCode)
  process.stderr.write(text)
  process.exit(exitCode)
})

process.exitCode = await run(process.argv.slice(2), world)
