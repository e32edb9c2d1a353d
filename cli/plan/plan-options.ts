import { SettingInvalidError } from '../../shared/errors.ts'
import type { FileProblem } from '../../shared/model/yaml-file.ts'
import type { PlanFile } from '../../shared/plans/plan-file.ts'
import type { PlanReading } from '../../shared/plans/read-plans.ts'
import { readPlans } from '../../shared/plans/read-plans.ts'
import type { Session } from '../session.ts'

/** Where plans are looked for when no file is named. */
export const PLAN_FILE = 'holdfast.yml'

/** Reads a plan file, whatever is wrong with it. @throws CommandError when it cannot be read */
export async function readPlanFile({ world }: Session, path: string): Promise<PlanReading> {
  return readPlans(await world.readFile(path), world.clock.now())
}

/** Reads a plan file for a command that cannot go on without. @throws SettingInvalidError naming what is wrong first */
export async function requirePlanFile(
  session: Session,
  path: string,
): Promise<PlanReading & { readonly file: PlanFile }> {
  return planFileOf(path, await readPlanFile(session, path))
}

/**
 * The plans of the file that is named, else of the one in the current directory; `undefined` where there is neither.
 *
 * @throws SettingInvalidError when it is not valid
 * @throws CommandError when the one that is named cannot be read
 */
export async function findPlans(session: Session, path: string | undefined): Promise<PlanFile | undefined> {
  if (path !== undefined) return (await requirePlanFile(session, path)).file
  const text = await session.world.findPlanFile()
  if (text === undefined) return undefined
  return planFileOf(PLAN_FILE, readPlans(text, session.world.clock.now())).file
}

/** What a plan file says that must be valid. @param path for people @throws SettingInvalidError as above */
export function planFileOf(path: string, reading: PlanReading): PlanReading & { readonly file: PlanFile } {
  const { file, problems } = reading
  if (file !== undefined) return { ...reading, file }
  const first = problems.slice(0, 1).map((problem) => problemText(path, problem))
  const more =
    problems.length > 1 ? ` \`holdfast plan check ${path}\` tells ${problems.length - 1} more.` : ''
  throw new SettingInvalidError(`${first.join('')}${more}`, { evidence: { problems: problems.length } })
}

/** One problem in the notation that editors follow: `holdfast.yml:12:5: plans.gold must ...`. */
export function problemText(file: string, { place, path, message }: FileProblem): string {
  return `${file}:${place.line}:${place.column}: ${`${path} ${message}`.trim()}`
}
