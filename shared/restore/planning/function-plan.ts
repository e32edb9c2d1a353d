import type { Scope } from '../../capture/scope.ts'
import type { FunctionContent } from '../../model/manifest.ts'
import { functionArn } from '../../model/make-arn.ts'
import type { Loss, RestoreItem, RestorePart, RestoreProblem, RestoreRequest } from '../../model/restore.ts'
import type { DraftStep } from '../item-plan.ts'
import type { Naming } from '../naming.ts'
import type { PlaceReader, PlanPorts } from '../restore-ports.ts'

/** The step as a planner says it; what it leaves out is what is so for most. */
export type SaidStep = Pick<DraftStep, 'action' | 'what' | 'why' | 'input'> &
  Partial<Pick<DraftStep, 'resource' | 'risk' | 'undo' | 'phase'>>

/** The plan of one function as it grows: each planner of this folder adds what concerns it. */
export class FunctionPlan {
  readonly steps: DraftStep[] = []
  readonly cannotComeBack: Omit<Loss, 'item'>[] = []
  readonly remarks: string[] = []
  readonly problems: Omit<RestoreProblem, 'item'>[] = []
  readonly needs: string[] = []
  /** Those of `needs` that are not there now. */
  readonly absent: string[] = []
  readonly ports: PlanPorts
  readonly place: PlaceReader
  /** What the function, as it is there now, is read through. */
  readonly scope: Scope
  readonly request: RestoreRequest
  readonly item: RestoreItem
  readonly naming: Naming
  /** The point as it was taken. */
  readonly source: FunctionContent
  /** The point under the names of the target; numbers and ids are those of the point. */
  readonly wanted: FunctionContent
  /** What stands there now; `undefined` when the function is created. */
  readonly present: FunctionContent | undefined

  constructor(
    members: Pick<
      FunctionPlan,
      'ports' | 'place' | 'scope' | 'request' | 'item' | 'naming' | 'source' | 'wanted' | 'present'
    >,
  ) {
    this.ports = members.ports
    this.place = members.place
    this.scope = members.scope
    this.request = members.request
    this.item = members.item
    this.naming = members.naming
    this.source = members.source
    this.wanted = members.wanted
    this.present = members.present
  }

  /** ARN of the function at the target, or of its version (of the point) or alias. */
  arn(qualifier?: string): string {
    return functionArn(this.item.target, this.item.partition, qualifier)
  }

  has(part: RestorePart): boolean {
    return this.item.parts.includes(part)
  }

  /** A step that is carried out before verification, unless it says otherwise. */
  step(said: SaidStep): void {
    const undo = { can: true, how: this.present === undefined ? 'Goes with the function.' : BACK }
    this.steps.push({ phase: 'create', resource: this.arn(), risk: 'none', undo, ...said })
  }

  lose(part: string, what: string): void {
    this.cannotComeBack.push({ part, what })
  }

  remark(what: string): void {
    this.remarks.push(what)
  }

  problem(kind: RestoreProblem['kind'], what: string, advice: string): void {
    this.problems.push({ kind, what, advice })
  }
}

const BACK = 'Goes back to what the safety point says.'
