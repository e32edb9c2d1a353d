import type { GetServiceLastAccessedDetailsResponse, ServiceLastAccessed } from '@aws-sdk/client-iam'
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetRoleCommand,
  GetServiceLastAccessedDetailsCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import type { RoleUse, ServiceUse } from '../audit/audit-ports.ts'
import { ServiceFaultError } from '../errors.ts'
import type { Clock } from '../ports/runtime.ts'
import { call } from './calls.ts'
import { createClient } from './clients.ts'

/** Milliseconds between two looks at a report that IAM is making, and how often it is looked at. */
const WAIT = 1000
const LOOKS = 30

/**
 * What roles were used for, by the reports that IAM makes of it: services, and of some services actions; of the last 400
 * days, up to four hours ago (IAM User Guide, "Refine permissions using last accessed information"). Needs iam:GetRole,
 * iam:GenerateServiceLastAccessedDetails and iam:GetServiceLastAccessedDetails.
 *
 * @returns a function of the name of a role
 */
export function openRoleUse(clock: Pick<Clock, 'sleep'>): (role: string) => Promise<RoleUse> {
  const client = createClient(IAMClient)
  return async (role) => {
    const { Arn, CreateDate } = await readRole(client, role)
    const command = new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: 'ACTION_LEVEL' })
    const { JobId = '' } = await call('GenerateServiceLastAccessedDetails', () => client.send(command))
    const services = await readReport(client, clock, JobId)
    return { role, createdAt: CreateDate.toISOString(), services: services.map(useOf) }
  }
}

async function readRole(client: IAMClient, RoleName: string) {
  const { Role } = await call('GetRole', () => client.send(new GetRoleCommand({ RoleName })))
  if (Role?.Arn === undefined || Role.CreateDate === undefined)
    throw new ServiceFaultError('GetRole: the answer names no role.', { evidence: { role: RoleName } })
  return { Arn: Role.Arn, CreateDate: Role.CreateDate }
}

async function readReport(
  client: IAMClient,
  clock: Pick<Clock, 'sleep'>,
  JobId: string,
): Promise<readonly ServiceLastAccessed[]> {
  const services: ServiceLastAccessed[] = []
  let page = await finishedPage(client, clock, JobId)
  services.push(...(page.ServicesLastAccessed ?? []))
  while (page.IsTruncated === true) {
    page = await readPage(client, JobId, page.Marker)
    services.push(...(page.ServicesLastAccessed ?? []))
  }
  return services
}

async function finishedPage(
  client: IAMClient,
  clock: Pick<Clock, 'sleep'>,
  JobId: string,
): Promise<GetServiceLastAccessedDetailsResponse> {
  for (let look = 1; look <= LOOKS; look += 1) {
    const page = await readPage(client, JobId, undefined)
    if (page.JobStatus === 'COMPLETED') return page
    if (page.JobStatus === 'FAILED') break
    await clock.sleep(WAIT)
  }
  throw new ServiceFaultError('IAM did not finish its report on the use of a role.')
}

async function readPage(
  client: IAMClient,
  JobId: string,
  Marker: string | undefined,
): Promise<GetServiceLastAccessedDetailsResponse> {
  const command = new GetServiceLastAccessedDetailsCommand({ JobId, Marker })
  return await call('GetServiceLastAccessedDetails', () => client.send(command))
}

function useOf({
  ServiceNamespace = '',
  LastAuthenticated,
  TrackedActionsLastAccessed = [],
}: ServiceLastAccessed): ServiceUse {
  const unused = TrackedActionsLastAccessed.filter(({ LastAccessedTime }) => LastAccessedTime === undefined)
  return {
    service: ServiceNamespace,
    lastUsed: LastAuthenticated?.toISOString(),
    unusedActions: unused.map(({ ActionName = '' }) => ActionName).sort(),
  }
}
