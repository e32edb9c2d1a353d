import type { RecoveryPoint } from '../../shared/model/manifest.ts'
import type { PlanChoice } from '../../shared/plans/choose-plan.ts'
import { choosePlan } from '../../shared/plans/choose-plan.ts'
import { lastSeen } from '../../shared/plans/last-seen.ts'
import type { PlanReading } from '../../shared/plans/read-plans.ts'
import { subjectOf } from '../../shared/plans/subject.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { CommandError } from '../command-error.ts'
import type { FoundManifest } from '../find-point.ts'
import { findManifest, walkPoints } from '../find-point.ts'
import type { CommandResult, Session } from '../session.ts'
import { judgePoints } from './expiring-points.ts'
import { explainText } from './explain-text.ts'
import { requirePlanFile } from './plan-options.ts'
import { termsOf } from './plan-terms.ts'
import { unusualTerms } from './unusual-terms.ts'

/** What a person asks about. */
export interface ExplainRequest {
  /** A function's name or ARN, or the first digits of the id of one of its points. */
  readonly text: string
  readonly zone: string | undefined
  readonly path: string
}

/** Which plan is responsible for a function, by which rule, and what follows from it. */
export async function explainPlan(session: Session, request: ExplainRequest): Promise<CommandResult> {
  const { world } = session
  const reading = await requirePlanFile(session, request.path)
  const vault = session.vault()
  const found = await findManifest(vault, request)
  const point = await lastPoint(vault, found)
  const isDeleted = found.manifest.type === 'tombstone'
  const { choice, findings } = choosePlan(reading.file, subjectOf(point))
  const seen = await seenAt(vault, point)
  const plan = choice.type === 'plan' ? reading.file.plans[choice.plan] : undefined
  const terms = plan && termsOf(reading.file, plan, { seen, now: world.clock.now() })
  const points = plan?.retention && (await judgePoints(session, point.resource, reading.file))
  const rule = ruleText(reading, request.path, choice)
  const { resource } = point
  const json = {
    resource,
    deleted: isDeleted,
    choice,
    rule,
    seenAt: seen.toISOString(),
    terms: terms ?? null,
    unusual: unusualTerms(reading.file, choice, resource.name),
    points: points ?? null,
    findings,
  }
  return {
    ending: choice.type === 'unprotected' ? 'nothingFound' : 'done',
    json,
    text: (style) => explainText(style, { ...json, seen }),
  }
}

/** Of a deleted function the last state is what its plan was chosen by. */
async function lastPoint(vault: Vault, { manifest }: FoundManifest): Promise<RecoveryPoint> {
  const [last] = await walkPoints(vault, manifest, 1)
  if (last !== undefined) return last
  throw new CommandError({
    what: `${manifest.resource.name} has no recovery point, so nothing is known of it.`,
    advice: '`holdfast list` shows what the vault holds.',
    ending: 'nothingFound',
  })
}

async function seenAt(vault: Vault, point: RecoveryPoint): Promise<Date> {
  const { account, zone } = point.resource
  return lastSeen(point, (await vault.readInventory(account, zone))?.inventory)
}

function ruleText({ placeOf }: PlanReading, path: string, choice: PlanChoice): string {
  if (choice.type === 'unprotected') return choice.why
  if (choice.by === 'tag') return `Its tag holdfast:${choice.type === 'plan' ? 'plan' : 'exclude'} says so.`
  const { line, column } = placeOf(choice.path)
  const place = `${path}:${line}:${column}`
  if (choice.by === 'exclude') return `The file excludes it (${place}).`
  return choice.by === 'default'
    ? `No plan selects it, and this is the default plan (${place}).`
    : `It is the first plan that selects it (${place}).`
}
