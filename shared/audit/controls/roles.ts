import type { AuditFinding } from '../../model/audit.ts'
import { countText } from '../../report/format.ts'
import type { RoleUse, ServiceUse } from '../audit-ports.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { RoleFacts } from '../facts/read-role-use.ts'

const DAY = 86_400_000

/** A permission that nothing used for so long can probably go. */
const UNUSED_DAYS = 90

/** Roles that are there for rare days; what they may do is not to be taken from them. By a part of their names. */
const RARE: readonly (readonly [part: string, why: string])[] = [
  ['RetireZones', 'only when the deployment is removed'],
  ['Restore', 'only when something is restored'],
  ['AskApproval', 'only when something is restored'],
  ['ReportFailure', 'only when a run fails as a whole'],
]

/** Permissions that every role of a kind has and that AWS records for none of them, or that only some accounts need. */
const UNTRACKED: ReadonlySet<string> = new Set(['logs', 'xray'])

/** What Holdfast's roles may do is what they do. */
export const roles: Control = {
  id: 'roles',
  title: 'Roles',
  claim: `Each service that a role of Holdfast may use was used by it in the last ${UNUSED_DAYS} days, as AWS recorded it.`,
  needs: ['roles'],
  judge: ({ roles: facts, now }) => ifSeen(facts, (value) => judgeRoles(value, now)),
}

function judgeRoles({ roles: all, unread }: RoleFacts, now: Date): Verdict {
  const young = all.filter((role) => !isOld(role.createdAt, now))
  const rare = all.filter((role) => whyRare(role) !== undefined)
  const judgedOnes = all.filter((role) => !young.includes(role) && !rare.includes(role))
  const findings = judgedOnes.flatMap((role) => unusedOf(role, now))
  return judged({
    evidence: [
      evidence('roles', all.length + unread.length),
      evidence(`younger than ${UNUSED_DAYS} days, not judged yet`, young.length),
      evidence('for rare days, not judged', rare.length),
      evidence(
        'services that roles may use',
        all.reduce((sum, { services }) => sum + services.length, 0),
      ),
      evidence('of these unused', findings.length),
    ],
    findings,
    notes: [...rare.map(rareNote), ...judgedOnes.flatMap(actionNotes)],
    where: ['aws iam generate-service-last-accessed-details', 'infrastructure/'],
    unsure: unread.length === 0 ? undefined : unreadText(unread),
  })
}

function isOld(at: string, now: Date): boolean {
  return now.getTime() - Date.parse(at) > UNUSED_DAYS * DAY
}

function whyRare({ role }: RoleUse): string | undefined {
  return RARE.find(([part]) => role.includes(part))?.[1]
}

function unusedOf({ role, services }: RoleUse, now: Date): readonly AuditFinding[] {
  return services
    .filter((one) => isUnused(one, now))
    .map(({ service, lastUsed }) => ({
      subject: role,
      what:
        lastUsed === undefined
          ? `may use ${service}, and never did`
          : `may use ${service}, and did not in the last ${UNUSED_DAYS} days`,
      ...(lastUsed !== undefined && { since: lastUsed }),
    }))
}

function isUnused({ service, lastUsed }: ServiceUse, now: Date): boolean {
  return !UNTRACKED.has(service) && (lastUsed === undefined || isOld(lastUsed, now))
}

function rareNote(role: RoleUse): AuditFinding {
  return { subject: role.role, what: `used ${whyRare(role) ?? 'rarely'}` }
}

/** Of a service that is used, some calls are made on rare days: worth knowing, and no finding. */
function actionNotes({ role, services }: RoleUse): readonly AuditFinding[] {
  return services
    .filter(({ lastUsed, unusedActions }) => lastUsed !== undefined && unusedActions.length > 0)
    .map(({ service, unusedActions }) => ({
      subject: role,
      what: `${service}: never called ${unusedActions.join(', ')}`,
    }))
}

function unreadText(unread: RoleFacts['unread']): string {
  const errors = [...new Set(unread.map(({ error }) => error))].join(', ')
  return `AWS did not say what ${countText(unread.length, 'role')} did: ${errors}.`
}
