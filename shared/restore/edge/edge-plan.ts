import type { Loss, RestoreItem, RestorePart, RestoreProblem, RestoreRequest } from '../../model/restore.ts'
import { resourceArn } from '../../model/make-arn.ts'
import type { CloudFrontApi } from '../../ports/cloudfront-api.ts'
import type { DraftStep, ItemPlan } from '../item-plan.ts'
import type { Naming } from '../naming.ts'
import type { SaidStep } from '../planning/function-plan.ts'
import type { PlanPorts } from '../restore-ports.ts'

/** The plan of one resource of the edge as it grows. */
export class EdgePlan {
  readonly steps: DraftStep[] = []
  readonly cannotComeBack: Omit<Loss, 'item'>[] = []
  readonly remarks: string[] = []
  readonly problems: Omit<RestoreProblem, 'item'>[] = []
  readonly needs: string[] = []
  readonly ports: PlanPorts
  readonly cloudfront: CloudFrontApi
  readonly request: RestoreRequest
  readonly item: RestoreItem
  readonly naming: Naming

  constructor(members: Pick<EdgePlan, 'ports' | 'cloudfront' | 'request' | 'item' | 'naming'>) {
    this.ports = members.ports
    this.cloudfront = members.cloudfront
    this.request = members.request
    this.item = members.item
    this.naming = members.naming
  }

  has(...parts: readonly RestorePart[]): boolean {
    return parts.some((part) => this.item.parts.includes(part))
  }

  /** A step that is carried out before verification, unless it says otherwise. */
  step(said: SaidStep): void {
    const undo = { can: true, how: this.item.mode === 'create' ? GOES_WITH_IT : BACK }
    const resource = resourceArn(this.item.target, this.item.partition)
    this.steps.push({ phase: 'create', resource, risk: 'none', undo, ...said })
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

  /** The plan as it is; steps that make it live come last. */
  get result(): ItemPlan {
    const { item, cannotComeBack, remarks, problems, needs } = this
    const steps = this.steps.toSorted((a, b) => Number(a.phase === 'enable') - Number(b.phase === 'enable'))
    return { item, steps, cannotComeBack, remarks, problems, needs }
  }
}

const GOES_WITH_IT = 'Goes with what was created.'
const BACK = 'Goes back to what the safety point says.'
