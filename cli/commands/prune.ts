import { Command, InvalidArgumentError, Option } from 'commander'
import * as z from 'zod'
import { DEFAULT_GRACE, MIN_GRACE } from '../../shared/model/retention.ts'
import { graceOf } from '../../shared/plans/plan-file.ts'
import { rulingsOf } from '../../shared/plans/ruling.ts'
import type { ForgetPorts } from '../../shared/retention/forget-ended.ts'
import { forgetEnded } from '../../shared/retention/forget-ended.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import type { PrunePorts, PruneRequest } from '../../shared/retention/prune.ts'
import { prune } from '../../shared/retention/prune.ts'
import { CommandError } from '../command-error.ts'
import { deletingFrom } from '../deletion-refused.ts'
import { explain } from '../explain.ts'
import { listManifestsOf } from '../manifests-of.ts'
import { KEEP_OPTION_NAMES, duration, keepOptions, rulesOf } from '../keep-options.ts'
import { zoneName } from '../options.ts'
import { PLAN_FILE, requirePlanFile } from '../plan/plan-options.ts'
import { surveyPrune } from '../prune-plan.ts'
import type { Forgotten } from '../prune-text.ts'
import { prunedText, prunePlanText } from '../prune-text.ts'
import { requirePerson } from '../require-person.ts'
import { confirm } from '../restore/confirm.ts'
import type { CommandResult, Perform, Session } from '../session.ts'
import { chooseStyle } from '../session.ts'

const PruneOptions = z.object({
  zone: z.string().optional(),
  function: z.string().optional(),
  grace: z.number().optional(),
  plans: z.union([z.string(), z.literal(true).transform(() => PLAN_FILE)]).optional(),
  dryRun: z.boolean().default(false),
  yes: z.boolean().default(false),
})
type PruneOptions = z.infer<typeof PruneOptions>

export function pruneCommand(perform: Perform): Command {
  const command = new Command('prune')
    .summary('expire recovery points by rules, and free what nothing names')
    .description(
      'Expires the recovery points that no rule keeps, removes for good what expired before the grace period, and frees the bytes that no point has named for as long. The rules are those of backup plans (--plans), or those that are given; without any every point is kept.',
    )
    .addOption(plansOption())
  for (const option of keepOptions()) command.addOption(option)
  return command
    .option('--zone <zone>', 'only points of this zone', zoneName)
    .option('--function <name>', 'only points of the function of this name')
    .option(
      '--grace <time>',
      'how long expired points can be taken back (default: as the plans say, or 7d)',
      readGrace,
    )
    .option('--dry-run', 'print what becomes of each point, and why; change nothing')
    .option('--yes', 'do not ask')
    .action((options: unknown) =>
      perform((session) => pruneVault(session, options, PruneOptions.parse(options))),
    )
}

/** Rules are those of a file or those that are typed: together nobody could tell which count. */
function plansOption(): Option {
  const what = `by the rules of this plan file, each function by its own plan (${PLAN_FILE} if no file is named)`
  return new Option('--plans [file]', what).conflicts([...KEEP_OPTION_NAMES])
}

async function pruneVault(session: Session, given: unknown, options: PruneOptions): Promise<CommandResult> {
  const { dryRun, yes } = options
  if (!dryRun && !yes) requirePerson(session)
  const { world } = session
  const { told, ...by } = await readRules(session, given, options)
  const store = world.openRetentionStore(session.vaultUrl())
  const locks = world.openLocks(session.vaultUrl())
  const { log } = session
  const ports = { store, locks, vault: session.vault(), clock: world.clock, newId: world.newId, log }
  const request = { ...by, filter: filterOf(options) }
  await requireSome(ports.vault, request.filter)
  if (!dryRun && (yes || (await agreed(session, ports, request)))) return await carryOut(ports, request, told)
  const plan = await surveyPrune(ports, request)
  return {
    ending: dryRun ? 'done' : 'refused',
    json: { vault: store.url, ...told, ...plan },
    text: (style) => `${prunePlanText(style, plan)}\n\nNothing was changed.`,
  }
}

/** A name that is misspelt must not look like retention that was carried out. @throws CommandError */
async function requireSome(vault: Vault, filter: PruneRequest['filter']): Promise<void> {
  const { zone, name } = filter
  if (zone === undefined && name === undefined) return
  const found = name === undefined ? vault.listManifests(filter) : listManifestsOf(vault, { ...filter, name })
  for await (const _ of found) return
  const what = name === undefined ? 'any function' : `a function ${name}`
  const where = zone === undefined ? '' : ` in zone ${zone}`
  throw new CommandError({
    what: `No recovery point of ${what}${where} is in ${vault.url}: nothing was changed.`,
    advice: '`holdfast list --all` shows what is there.',
    ending: 'nothingFound',
  })
}

/** By which rules, as the core takes them, and as `--json` tells them. */
async function readRules(session: Session, given: unknown, { plans, grace }: PruneOptions) {
  if (plans === undefined) {
    const rules = rulesOf(given)
    return { rules, grace: grace ?? DEFAULT_GRACE, told: { rules } }
  }
  const { file } = await requirePlanFile(session, plans)
  return { rules: rulingsOf(file), grace: grace ?? graceOf(file), told: { plans } }
}

/** What retention touches, and what people know of what is over. */
type Ports = PrunePorts & ForgetPorts

async function agreed(session: Session, ports: Ports, request: PruneRequest): Promise<boolean> {
  const style = chooseStyle({ ...session.world, stdout: session.world.stderr }, session.color)
  const plan = await surveyPrune(ports, request)
  return await confirm(session, prunePlanText(style, plan), 'Carry this out?')
}

async function carryOut(ports: Ports, request: PruneRequest, told: object): Promise<CommandResult> {
  const { url } = ports.store
  const pruned = await deletingFrom({ url, isA: 'vault' }, async () => await prune(ports, request))
  const result = { ...pruned, ...(await tryForgetting(ports)) }
  return {
    ending: result.notForgotten === undefined ? 'done' : 'partly',
    json: { vault: url, ...told, ...result },
    text: () => prunedText(result),
  }
}

/** Comes last, and its failure hides nothing of what was done before. */
async function tryForgetting(ports: Ports): Promise<Forgotten> {
  const { url } = ports.store
  try {
    const { forgotten } = await deletingFrom({ url, isA: 'vault' }, () => forgetEnded(ports, () => false))
    return { forgotten }
  } catch (error) {
    ports.log.warn('what people were told of that is over could not be forgotten', { error })
    const { what, advice } = explain(error)
    return { notForgotten: `${what} ${advice}` }
  }
}

function filterOf({ zone, function: name }: PruneOptions): PruneRequest['filter'] {
  return { ...(zone !== undefined && { zone }), ...(name !== undefined && { name }) }
}

function readGrace(text: string): number {
  const grace = duration(text)
  if (grace >= MIN_GRACE) return grace
  throw new InvalidArgumentError('It must be at least a day.')
}
