import type { AuditFinding } from '../../model/audit.ts'
import { countText } from '../../report/format.ts'
import type { RoleUse, ServiceUse } from '../audit-ports.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { RoleFacts } from '../facts/read-role-use.ts'
import { whyRare } from '../rare-uses.ts'

const DAY = 86_400_000

/** A permission that nothing used for so long can probably go. */
const UNUSED_DAYS = 90

/** What Holdfast's roles may do is what they do. */
export const roles: Control = {
  id: 'roles',
  title: 'Roles',
  claim: `Each service that a role of Holdfast uses on ordinary days was used by it in the last ${UNUSED_DAYS} days, as AWS recorded it.`,
  needs: ['roles'],
  judge: ({ roles: facts, now }) => ifSeen(facts, (value) => judgeRoles(value, now)),
}

function judgeRoles({ roles: all, unread }: RoleFacts, now: Date): Verdict {
  const young = all.filter((role) => !isOld(role.createdAt, now))
  const old = all.filter((role) => isOld(role.createdAt, now))
  const findings = old.flatMap((role) => unusedOf(role, now))
  const rare = all.flatMap(({ role, services }) => services.filter(({ service }) => whyRare(role, service)))
  return judged({
    evidence: [
      evidence('roles', all.length + unread.length),
      evidence(`younger than ${UNUSED_DAYS} days, not judged yet`, young.length),
      evidence(
        'services that roles may use',
        all.reduce((sum, { services }) => sum + services.length, 0),
      ),
      evidence('of these for rare days, not judged', rare.length),
      evidence('of the others unused', findings.length),
    ],
    findings,
    notes: [...old.flatMap((role) => rareNotes(role, now)), ...old.flatMap(actionNotes)],
    where: ['aws iam generate-service-last-accessed-details', 'infrastructure/'],
    unsure: unread.length === 0 ? undefined : unreadText(unread),
    blind: 'failed',
  })
}

function isOld(at: string, now: Date): boolean {
  return now.getTime() - Date.parse(at) > UNUSED_DAYS * DAY
}

function unusedOf({ role, services }: RoleUse, now: Date): readonly AuditFinding[] {
  return services
    .filter((one) => isUnused(one, now) && whyRare(role, one.service) === undefined)
    .map(({ service, lastUsed }) => ({
      subject: role,
      what:
        lastUsed === undefined
          ? `may use ${service}, and never did`
          : `may use ${service}, and did not in the last ${UNUSED_DAYS} days`,
      ...(lastUsed !== undefined && { since: lastUsed }),
    }))
}

function isUnused({ lastUsed }: ServiceUse, now: Date): boolean {
  return lastUsed === undefined || isOld(lastUsed, now)
}

/** Of rare days it is worth knowing that there were none: a switch of a kind of trigger can go that nobody uses. */
function rareNotes({ role, services }: RoleUse, now: Date): readonly AuditFinding[] {
  const unused = services.filter((one) => isUnused(one, now))
  const reasons = Map.groupBy(unused, ({ service }) => whyRare(role, service))
  return [...reasons].flatMap(([why, all]) =>
    why === undefined
      ? []
      : [{ subject: role, what: `not used: ${all.map(({ service }) => service).join(', ')}: ${why}` }],
  )
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
