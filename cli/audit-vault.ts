import type { AuditPorts, RoleUseApi, TrailSightApi } from '../shared/audit/audit-ports.ts'
import { chooseControls } from '../shared/audit/judge.ts'
import { runAudit } from '../shared/audit/run-audit.ts'
import type { EndedAudit } from '../shared/audit/end-audit.ts'
import type { ControlId } from '../shared/model/audit.ts'
import type { PlanFile } from '../shared/plans/plan-file.ts'
import { compactTime } from '../shared/vault/layout.ts'
import { trailSight } from '../shared/runtime/trail-sight.ts'
import { CommandError } from './command-error.ts'
import type { DeploymentOptions } from './deployment.ts'
import { findDeployment } from './deployment.ts'
import { personOf } from './person.ts'
import { PLAN_FILE, findPlans } from './plan/plan-options.ts'
import type { Session } from './session.ts'

/** What an audit by hand is asked for. */
export interface AuditRequest extends DeploymentOptions {
  /** All of them when empty. */
  readonly control: readonly ControlId[]
  /** A plan file; the one of the current directory without. */
  readonly plans?: string | undefined
}

/** How long an audit by hand may take, in milliseconds: nobody else ends it. */
const A_DAY = 86_400_000

/** Audits a vault from here, with the caller's own credentials. Errors as runAudit. */
export async function auditVault(session: Session, request: AuditRequest): Promise<EndedAudit> {
  const { clock, newId } = session.world
  const now = clock.now()
  const audit = {
    auditId: `cli-${compactTime(now)}-${newId().slice(0, 4)}`,
    startedAt: now.toISOString(),
  }
  const bar = session.progress('audit')
  try {
    return await runAudit(
      await openPorts(session, request),
      {
        audit,
        startedBy: await personOf(session, undefined),
        ...(request.control.length > 0 && { controls: chooseControls(request.control) }),
      },
      { until: new Date(now.getTime() + A_DAY) },
      ({ step, done, total }) => bar.update(done, total, step),
    )
  } finally {
    bar.stop()
  }
}

async function openPorts(session: Session, request: AuditRequest): Promise<AuditPorts> {
  const { world, log, namedCopy } = session
  const copy = namedCopy ?? world.env['HOLDFAST_COPY']
  return {
    ...openAudited(session),
    clock: world.clock,
    log,
    plans: await readPlanFile(session, request.plans),
    schedules: undefined,
    roles: rolesOf(session, request),
    trails: trailsOf(session, request),
    copies: copy === undefined ? [] : [{ store: world.openStore(copy) }],
  }
}

/** What protects a directory, and who encrypts it, is not to be seen from here. */
function openAudited(session: Session): Pick<AuditPorts, 'vault' | 'store' | 'sight' | 'bucket' | 'locks'> {
  const { world } = session
  const url = session.vaultUrl()
  if (url.startsWith('s3:')) return world.audit.open(url)
  return {
    vault: session.vault(),
    store: world.openStore(url),
    sight: undefined,
    bucket: undefined,
    locks: undefined,
  }
}

async function readPlanFile(session: Session, named: string | undefined): Promise<PlanFile> {
  const plans = await findPlans(session, named)
  if (plans !== undefined) return plans
  throw new CommandError({
    what: `There is no ${PLAN_FILE} here, and an audit holds the vault against the plans.`,
    advice: 'Name the plan file with --plans.',
    ending: 'usage',
  })
}

/** A vault in a directory may have no AWS at all: its deployment is looked for only when it is named. */
function isLocal({ vaultUrl }: Session, { stack }: DeploymentOptions): boolean {
  return !vaultUrl().startsWith('s3:') && stack === undefined
}

function trailsOf(session: Session, options: DeploymentOptions): TrailSightApi {
  const { world } = session
  let found: ReturnType<typeof findDeployment> | undefined
  const deployment = () => (found ??= findDeployment(world, options))
  return {
    isDeployed: async () => !isLocal(session, options) && (await deployment()).stack !== undefined,
    async look(zone) {
      const { name: stackName, hub } = await deployment()
      return await trailSight(await world.doctor(), zone, { stackName, hub })
    },
  }
}

function rolesOf(session: Session, options: DeploymentOptions): RoleUseApi {
  const { world } = session
  return {
    async listRoles() {
      if (isLocal(session, options)) return undefined
      const { name, hub, stack } = await findDeployment(world, options)
      return stack && (await world.zones.openStacks(hub).listResources(name, 'AWS::IAM::Role'))
    },
    readUse: async (role) => await world.audit.openRoleUse(world.clock)(role),
  }
}
