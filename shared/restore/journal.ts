import pLimit from 'p-limit'
import { PreconditionFailedError, RestoreRefusedError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { RestoreId, RestoreStep } from '../model/restore.ts'
import { StepBegun, StepDone, StepUndone } from '../model/restore.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { parseStepKey, stepKey, stepsPrefix } from '../vault/restore-layout.ts'
import { createDocument, readDocument } from '../vault/stored-documents.ts'

/** Records read side by side when a restore is taken up again. */
const READ_TOGETHER = 16

interface JournalPorts {
  readonly store: ObjectStore
  readonly clock: Pick<Clock, 'now'>
}

/**
 * What was begun, done and taken back of one restore. Each record stands in the vault before the next thing
 * happens, and is written once: two processes that carry out the same restore meet on the same key.
 */
export class Journal {
  readonly begun = new Map<string, StepBegun>()
  readonly done = new Map<string, StepDone>()
  readonly undone = new Map<string, StepUndone>()
  readonly #ports: JournalPorts
  readonly #restoreId: RestoreId

  private constructor(ports: JournalPorts, restoreId: RestoreId) {
    this.#ports = ports
    this.#restoreId = restoreId
  }

  /** Reads what there is of it. @throws ManifestInvalidError */
  static async open(ports: JournalPorts, restoreId: RestoreId): Promise<Journal> {
    const journal = new Journal(ports, restoreId)
    const found = await Array.fromAsync(ports.store.list(stepsPrefix(restoreId)))
    await pLimit(READ_TOGETHER).map(found, ({ key }) => journal.#read(key))
    return journal
  }

  async begin({ id, action }: RestoreStep, before: JsonObject): Promise<void> {
    const record = { ...this.#head(id, action), before }
    await this.#write(StepBegun, record, stepKey(this.#restoreId, id, 'begun'))
    this.begun.set(id, record)
  }

  async finish({ id, action }: RestoreStep, answer: JsonObject): Promise<void> {
    const record = { ...this.#head(id, action), answer }
    await this.#write(StepDone, record, stepKey(this.#restoreId, id, 'done'))
    this.done.set(id, record)
  }

  async revoke({ id, action }: RestoreStep, left: string | undefined): Promise<void> {
    const record = { ...this.#head(id, action), ...(left !== undefined && { left }) }
    await this.#write(StepUndone, record, stepKey(this.#restoreId, id, 'undone'))
    this.undone.set(id, record)
  }

  #head(step: string, action: string) {
    return { format: FORMAT_VERSION, step, action, at: this.#ports.clock.now().toISOString() } as const
  }

  async #read(key: string): Promise<void> {
    const { step, mark } = parseStepKey(key) ?? {}
    if (step === undefined) return
    const { store } = this.#ports
    if (mark === 'begun') this.begun.set(step, await readDocument(store, StepBegun, key))
    if (mark === 'done') this.done.set(step, await readDocument(store, StepDone, key))
    if (mark === 'undone') this.undone.set(step, await readDocument(store, StepUndone, key))
  }

  async #write<T>(schema: Parameters<typeof createDocument<T>>[1], record: T, key: string): Promise<void> {
    try {
      await createDocument(this.#ports.store, schema, record, key)
    } catch (cause) {
      if (!(cause instanceof PreconditionFailedError)) throw cause
      const text = `Somebody else is carrying out, or undoing, the restore ${this.#restoreId} at this moment.`
      throw new RestoreRefusedError(text, { cause, evidence: { key } })
    }
  }
}
