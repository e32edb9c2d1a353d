import { HoldfastError, PreconditionFailedError, RestoreRefusedError } from '../errors.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { RestoreId } from '../model/restore.ts'
import { RestoreLock } from '../model/restore.ts'
import type { WriteCondition } from '../ports/object-store.ts'
import { encodeDocument, decodeDocument } from '../vault/documents.ts'
import { restoreLockKey, restorePlanKey } from '../vault/restore-layout.ts'
import type { RestorePorts } from './restore-ports.ts'

/** Milliseconds between two signs of life. */
const BEAT = 4000

/**
 * Milliseconds without a sign of life after which a process counts as ended. They are counted by whoever waits: no two
 * clocks are compared.
 */
const TERM = 15_000

/** Milliseconds between two looks at a lock that somebody holds. */
const LOOK = 1000

type LockPorts = Pick<RestorePorts, 'store' | 'clock' | 'log' | 'every'>

/** A restore that this process alone works on. */
export interface HeldRestore {
  /** @throws RestoreRefusedError when another process took it over, for this one gave no sign of life */
  readonly refuseLost: () => void
}

/**
 * Works on a restore while nobody else does. Where the last one who did gave no sign of life for a while, it is taken
 * over.
 *
 * @throws RestoreRefusedError when somebody else is at work on it
 */
export async function holdRestore<T>(
  ports: LockPorts,
  restoreId: RestoreId,
  work: (held: HeldRestore) => Promise<T>,
): Promise<T> {
  const { store, every } = ports
  // Without a plan there is nothing to hold: the work says so.
  if ((await store.stat(restorePlanKey(restoreId))) === undefined) return await work({ refuseLost() {} })
  const lock = new Lock(ports, restoreId)
  await lock.take()
  const stop = every?.(BEAT, () => void lock.renew())
  try {
    return await work({ refuseLost: () => lock.refuseLost() })
  } finally {
    stop?.()
    await lock.release()
  }
}

class Lock {
  readonly #ports: LockPorts
  readonly #restoreId: RestoreId
  readonly #key: string
  /** What the store called the lock when this process wrote it last; `undefined` when it is somebody else's. */
  #version: string | undefined
  /** One write after the other. */
  #writing: Promise<void> = Promise.resolve()

  constructor(ports: LockPorts, restoreId: RestoreId) {
    this.#ports = ports
    this.#restoreId = restoreId
    this.#key = restoreLockKey(restoreId)
  }

  async take(): Promise<void> {
    try {
      this.#version = await this.#write('held', await this.#untilFree())
    } catch (cause) {
      throw cause instanceof PreconditionFailedError ? this.#refusal(cause) : cause
    }
  }

  /** A sign of life; one that cannot be given now is given later. */
  renew(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#rewrite('held'))
    return this.#writing
  }

  async release(): Promise<void> {
    await this.#writing
    await this.#rewrite('free')
  }

  refuseLost(): void {
    if (this.#version === undefined) throw this.#refusal()
  }

  /** @returns on which condition it can be taken. @throws RestoreRefusedError when its holder is alive */
  async #untilFree(): Promise<WriteCondition> {
    const { clock } = this.#ports
    const deadline = clock.now().getTime() + TERM
    const first = await this.#read()
    if (first === undefined) return 'absent'
    for (let now = first; now.state === 'held';) {
      if (now.version !== first.version) throw this.#refusal()
      if (clock.now().getTime() >= deadline) break
      await clock.sleep(LOOK)
      now = (await this.#read()) ?? now
      if (now.state === 'free') return { version: now.version }
    }
    return { version: first.version }
  }

  async #read() {
    const found = await this.#ports.store.load(this.#key)
    const lock = found && decodeDocument(RestoreLock, found.bytes, this.#key)
    return found && lock && { state: lock.state, version: found.version }
  }

  async #rewrite(state: RestoreLock['state']): Promise<void> {
    const version = this.#version
    if (version === undefined) return
    try {
      this.#version = await this.#write(state, { version })
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error
      if (error instanceof PreconditionFailedError) this.#version = undefined
      this.#ports.log.warn('the lock of a restore could not be written', {
        restoreId: this.#restoreId,
        error,
      })
    }
  }

  async #write(state: RestoreLock['state'], condition: WriteCondition): Promise<string> {
    const { store, clock } = this.#ports
    const at = clock.now().toISOString()
    const record: RestoreLock = { format: FORMAT_VERSION, restoreId: this.#restoreId, state, at }
    const bytes = encodeDocument(RestoreLock, record, this.#key)
    return (await store.write(this.#key, bytes, { size: bytes.length, condition })).version
  }

  #refusal(cause?: PreconditionFailedError): RestoreRefusedError {
    const text = `Somebody else is carrying out, or undoing, the restore ${this.#restoreId} at this moment.`
    return new RestoreRefusedError(text, { ...(cause && { cause }), evidence: { key: this.#key } })
  }
}
