import type { StacksApi } from '../ports/zones-api.ts'
import type { DeliveryPlace } from './check-delivery.ts'
import type { Finding } from './finding.ts'
import { ok, problem } from './finding.ts'
import type { Deployed } from './mend.ts'
import { deployedAs, repairCommand } from './mend.ts'

const SCHEDULE = 'AWS::Scheduler::Schedule'

/** Looks whether the deployment's schedules run: events are a hint, the schedule is the promise. */
export async function checkSchedules(
  { api, stack, hub }: DeliveryPlace,
  stacks: Pick<StacksApi, 'listResources'>,
): Promise<readonly Finding[]> {
  const names = await stacks.listResources(stack.name, SCHEDULE)
  const schedules = await Promise.all(
    names.map(async (name) => ({ name, enabled: await api.isScheduleEnabled(name) })),
  )
  return judgeSchedules(schedules, deployedAs(stack, hub))
}

export function judgeSchedules(
  schedules: readonly { readonly name: string; readonly enabled: boolean | undefined }[],
  deployed: Deployed,
): readonly Finding[] {
  const place = { check: 'schedules', zone: deployed.hub } as const
  const repair = repairCommand(deployed)
  if (schedules.length === 0) {
    return [problem(place, 'The deployment has no schedule: what its events miss is never seen.', repair)]
  }
  return schedules.map(({ name, enabled }) => {
    if (enabled === undefined) return problem(place, `The schedule ${name} is gone.`, repair)
    return enabled
      ? ok(place, `The schedule ${name} is enabled.`)
      : problem(place, `The schedule ${name} is disabled.`, repair)
  })
}
