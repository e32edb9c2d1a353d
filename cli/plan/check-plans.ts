import {
  AccessDeniedError,
  ServiceFaultError,
  ThrottledError,
  VaultUnavailableError,
} from '../../shared/errors.ts'
import { byPlace, pathText } from '../../shared/model/file-problems.ts'
import type { FileProblem } from '../../shared/model/yaml-file.ts'
import type { PlanFile } from '../../shared/plans/plan-file.ts'
import type { PlanReading } from '../../shared/plans/read-plans.ts'
import { explain } from '../explain.ts'
import type { CommandResult, Session } from '../session.ts'
import type { Covered } from './coverage.ts'
import { readCoverage } from './coverage.ts'
import { checkText, problemsText } from './plan-text.ts'
import { countOf, planFacts } from './plan-facts.ts'
import { readPlanFile } from './plan-options.ts'

/** What a vault fails with that cannot be asked; of one that is damaged more is to be said. */
const UNREACHABLE = [VaultUnavailableError, AccessDeniedError, ServiceFaultError, ThrottledError]

/** Says what is wrong with a plan file, or what it says; with a vault also whom each plan is for. */
export async function checkPlans(session: Session, path: string): Promise<CommandResult> {
  const reading = await readPlanFile(session, path)
  const { file, problems } = reading
  if (file === undefined) {
    const json = { file: path, valid: false, problems: problems.map(flat), warnings: [], plans: [] }
    return { ending: 'usage', json, text: (style) => problemsText(style, path, problems) }
  }
  const { url, covered, unasked } = await coverageOf(session, file)
  const warnings = [...reading.warnings, ...idlePlans({ ...reading, file }, covered)].toSorted(byPlace)
  const plans = Object.keys(file.plans).map((name) => planFacts(file, name, covered))
  return {
    ending: unasked === undefined ? 'done' : 'partly',
    json: {
      file: path,
      valid: true,
      problems: [],
      warnings: warnings.map(flat),
      plans,
      ...(url !== undefined && { vault: url, ...(unasked === undefined ? leftOut(covered) : { unasked }) }),
    },
    text: (style) => checkText(style, { path, plans, warnings, covered, unasked }),
  }
}

/** What was learned of the vault; `unasked` says why nothing was. */
interface Coverage {
  /** `undefined` when no vault is named. */
  readonly url: string | undefined
  readonly covered: readonly Covered[] | undefined
  readonly unasked: string | undefined
}

/** A file can be checked without its vault: what is wrong with it is as wrong while the vault is out of reach. */
async function coverageOf(session: Session, file: PlanFile): Promise<Coverage> {
  const url = session.namedVault()
  if (url === undefined) return { url, covered: undefined, unasked: undefined }
  try {
    return { url, covered: await readCoverage(session.readVault(), file), unasked: undefined }
  } catch (error) {
    if (!UNREACHABLE.some((kind) => error instanceof kind)) throw error
    return { url, covered: undefined, unasked: explain(error).what }
  }
}

/** A plan that selects nothing is a slip more often than not: a tag that nobody has, a rule above that takes all. */
function idlePlans(
  { file, placeOf }: PlanReading & { readonly file: PlanFile },
  covered: readonly Covered[] | undefined,
): readonly FileProblem[] {
  if (covered === undefined) return []
  const idle = Object.keys(file.plans).filter((name) => name !== file.default && countOf(name, covered) === 0)
  return idle.map((name) => {
    const path = ['plans', name]
    return {
      place: placeOf(path),
      path: pathText(path),
      message: 'is the plan of nothing that is in the vault.',
    }
  })
}

function leftOut(covered: readonly Covered[] = []): Readonly<Record<string, unknown>> {
  const of = <T>(pick: (one: Covered) => readonly T[]) =>
    covered.flatMap((one) => pick(one).map((facts) => ({ resource: one.resource, ...facts })))
  return {
    excluded: of(({ choice }) =>
      choice.type === 'excluded' ? [{ by: choice.by, reason: choice.reason }] : [],
    ),
    unprotected: of(({ choice }) => (choice.type === 'unprotected' ? [{ why: choice.why }] : [])),
    findings: of(({ findings }) => findings),
  }
}

function flat({ place, path, message }: FileProblem) {
  return { ...place, path, message }
}
