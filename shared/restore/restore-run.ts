import { regionOf } from '../model/edge.ts'
import pLimit from 'p-limit'
import type { JsonObject } from '../model/json.ts'
import type { RecoveryPoint } from '../model/manifest.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { functionArn } from '../model/make-arn.ts'
import type { RestoreId, RestoreItem, RestoreOutcome, RestoreStep } from '../model/restore.ts'
import { RestorePlan } from '../model/restore.ts'
import { restorePlanKey } from '../vault/restore-layout.ts'
import { readDocument } from '../vault/stored-documents.ts'
import { Journal } from './journal.ts'
import { readPoint } from './read-point.ts'
import { UNCHANGED, addRenumbering, newVersion, renumber } from './renumber.ts'
import type { RestorePorts } from './restore-ports.ts'
import type { StepContext } from './step-action.ts'
import { Turns } from './turns.ts'

/** Packages of up to 50 MB that are in memory together, each with its base64: within half a gigabyte. */
const PACKAGES_TOGETHER = 2

type Failures = RestoreOutcome['failures']

/** Actions that answer with the key of a recovery point of the present state. */
const SAFETY_POINTS: ReadonlySet<string> = new Set(['take-safety-point', 'take-edge-safety-point'])

/** A restore as one process carries it out, verifies or undoes it: its plan, its journal, what is known by now. */
export class RestoreRun {
  readonly plan: RestorePlan
  readonly journal: Journal
  readonly failures: Failures = []
  readonly turns = new Turns()
  readonly #ports: RestorePorts
  readonly #points = new Map<string, Promise<RecoveryPoint>>()
  readonly #packages = pLimit(PACKAGES_TOGETHER)
  #renumbering = UNCHANGED

  private constructor(ports: RestorePorts, plan: RestorePlan, journal: Journal) {
    this.#ports = ports
    this.plan = plan
    this.journal = journal
  }

  /** Takes up a restore where it is. @throws NotFoundError when there is no such plan */
  static async open(ports: RestorePorts, restoreId: RestoreId): Promise<RestoreRun> {
    const plan = await readDocument(ports.store, RestorePlan, restorePlanKey(restoreId))
    const run = new RestoreRun(ports, plan, await Journal.open(ports, restoreId))
    for (const { target, partition, versions } of plan.items) {
      if (target.kind !== 'function') continue
      run.learn({ renumbering: { versions: { [functionArn(target, partition)]: versions } } })
    }
    for (const step of plan.steps) run.learn(run.journal.done.get(step.id)?.answer ?? {})
    return run
  }

  get renumbering() {
    return this.#renumbering
  }

  /** Takes note of what an answer says of new numbers. */
  learn(answer: JsonObject): void {
    this.#renumbering = addRenumbering(this.#renumbering, answer)
  }

  itemOf(step: RestoreStep): RestoreItem {
    const item = this.plan.items[step.item]
    if (item === undefined) throw new RangeError(`The plan has no item ${step.item}.`)
    return item
  }

  /** Any point by its key, read once. */
  point(key: string): Promise<RecoveryPoint> {
    const reading = this.#points.get(key) ?? readPoint(this.#ports.vault, key)
    this.#points.set(key, reading)
    return reading
  }

  contextOf(step: RestoreStep, before: JsonObject): StepContext {
    const item = this.itemOf(step)
    const { target, partition } = item
    return {
      plan: this.plan,
      item,
      place: this.#ports.openPlace(regionOf(target.zone)),
      before,
      again: this.journal.begun.has(step.id),
      point: (key) => this.point(key),
      inTurn: (work) => this.#packages(work),
      safetyPoint: () => this.#safetyPoint(step.item),
      mappingOf: (old) => this.#renumbering.mappings[old],
      renumber: (value) => renumber(this.#renumbering, value),
      versionOf: (old) => newVersion(this.#renumbering, functionArn(target, partition), old),
    }
  }

  /** How it stands. */
  outcome(state: RestoreOutcome['state'], left: readonly string[] = []): RestoreOutcome {
    return {
      format: FORMAT_VERSION,
      restoreId: this.plan.request.restoreId,
      state,
      at: this.#ports.clock.now().toISOString(),
      steps: { planned: this.plan.steps.length, done: this.journal.done.size },
      failures: [...this.failures],
      renumbering: this.#renumbering,
      left: [...left],
    }
  }

  #safetyPoint(item: number): string | undefined {
    const taken = this.plan.steps.find((step) => step.item === item && SAFETY_POINTS.has(step.action))
    const manifest = taken && this.journal.done.get(taken.id)?.answer['manifest']
    return typeof manifest === 'string' ? manifest : undefined
  }
}
