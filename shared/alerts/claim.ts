import { PreconditionFailedError } from '../errors.ts'
import { AlertRecord } from '../model/alert-record.ts'
import type { Alert } from '../model/alert.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { WriteCondition } from '../ports/object-store.ts'
import { knownKey } from '../vault/alert-layout.ts'
import { decodeDocument, encodeDocument } from '../vault/documents.ts'
import type { DeskPorts } from './alert-ports.ts'
import { decide } from './decide.ts'
import { endOf, reminderOf } from './reminder.ts'

/** An alert that this process tells, and nobody else at the same time. */
export interface Claim {
  /** As it is told: a reminder says that it is one. */
  readonly alert: Alert
  /** When people were told first. */
  readonly since: string
  /** The latest that people were, or were to be told: what is older comes too late. */
  readonly happenedAt: string
  /** Version of the record that says so; `undefined` when it could not be written. */
  readonly version: string | undefined
}

type ClaimPorts = Pick<DeskPorts, 'store' | 'clock' | 'log'>

/** Milliseconds between two looks at what somebody else is telling. */
const POLL = 2000

/** Looks and tries at one alert; each of them lost to somebody else, who came further. */
const ATTEMPTS = 30

/**
 * Takes it upon this process to tell an alert, if it is news. The record says so before anything is told, so that of two
 * at the same time one tells; and it says `telling`, so that another one takes over when this process ends in between.
 * Without the record the alert is told all the same: twice is better than never. Only an end is not, for without the
 * record nobody knows that people knew of the problem.
 *
 * @returns `undefined` when it is no news
 */
export async function claim(ports: ClaimPorts, alert: Alert): Promise<Claim | undefined> {
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const found = await tryClaim(ports, alert)
      if (found !== 'again') return found
    }
    ports.log.warn('an alert is told without its record: others kept writing it', { key: alert.key })
  } catch (error) {
    ports.log.error('what people know cannot be read or written', { key: alert.key, error })
  }
  return alert.state === 'ended' ? undefined : withoutRecord(ports, alert)
}

/** A claim on what is told whatever people know. */
function withoutRecord({ clock }: ClaimPorts, alert: Alert): Claim {
  return { alert, since: clock.now().toISOString(), happenedAt: alert.at, version: undefined }
}

async function tryClaim(ports: ClaimPorts, alert: Alert): Promise<Claim | 'again' | undefined> {
  const { store, clock } = ports
  const key = knownKey(alert)
  const found = await store.load(key)
  const record = found && decodeDocument(AlertRecord, found.bytes, key)
  const now = clock.now()
  const decision = decide(record, alert, now)
  if (decision === 'known') return undefined
  if (decision === 'late') return passOver(ports, alert)
  if (decision === 'wait') {
    await clock.sleep(POLL)
    return 'again'
  }
  const since = decision === 'remind' && record !== undefined ? record.since : now.toISOString()
  const condition = found === undefined ? 'absent' : { version: found.version }
  const claimed = {
    alert: worded(alert, record, decision),
    since,
    happenedAt: laterOf(alert.at, record?.happenedAt),
  }
  const version = await write(ports, claimed, 'telling', condition)
  return version === undefined ? 'again' : { ...claimed, version }
}

function passOver({ log }: ClaimPorts, { key, state, at }: Alert): undefined {
  log.info('an alert came too late: people know what came after it', { key, state, at })
}

function laterOf(one: string, other = one): string {
  return Date.parse(one) < Date.parse(other) ? other : one
}

/** As it is told: what goes on, and what is over, with when people were to be told of it first. */
function worded(alert: Alert, record: AlertRecord | undefined, decision: 'tell' | 'remind'): Alert {
  if (record?.state !== 'begun') return alert
  if (decision === 'remind') return reminderOf(alert, record.since)
  return alert.state === 'ended' ? endOf(alert, record.since) : alert
}

/** Writes down that people were told. When that fails they are told again, the next time that it is seen. */
export async function settle(ports: ClaimPorts, claimed: Claim): Promise<void> {
  const { alert, version } = claimed
  if (version === undefined) return
  try {
    const written = await write(ports, claimed, 'told', { version })
    if (written === undefined)
      ports.log.warn('somebody else took over an alert that was told', { key: alert.key })
  } catch (error) {
    ports.log.error('that people were told could not be written: they are told again', {
      key: alert.key,
      error,
    })
  }
}

/** @returns the version that stands now; `undefined` when somebody else was faster */
async function write(
  { store, clock }: ClaimPorts,
  { alert, since, happenedAt }: Omit<Claim, 'version'>,
  progress: AlertRecord['progress'],
  condition: WriteCondition,
): Promise<string | undefined> {
  const { key, kind, state } = alert
  const at = clock.now().toISOString()
  const place = knownKey(alert)
  const record = { format: FORMAT_VERSION, key, kind, progress, state, since, at, happenedAt } as const
  const bytes = encodeDocument(AlertRecord, record, place)
  try {
    return (await store.write(place, bytes, { size: bytes.length, condition })).version
  } catch (error) {
    if (error instanceof PreconditionFailedError) return undefined
    throw error
  }
}
