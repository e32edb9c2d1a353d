import type { Stack } from '../ports.ts'
import type { DeliveryApi, Subscription } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { ok, problem, warning } from './finding.ts'
import type { Deployed } from './mend.ts'
import { deployCommand, deployedAs, repairCommand } from './mend.ts'

/** A deployment and the way to what it runs on. */
export interface DeliveryPlace {
  readonly api: DeliveryApi
  readonly stack: Stack
  readonly hub: string
}

/** Looks whether on-change is woken by its queue. */
export async function checkMapping({ api, stack, hub }: DeliveryPlace): Promise<readonly Finding[]> {
  const id = stack.outputs['OnChangeMappingId']
  const state = id === undefined ? undefined : await api.readMappingState(id)
  return [judgeMapping({ id, state }, deployedAs(stack, hub))]
}

export function judgeMapping(
  { id, state }: { readonly id: string | undefined; readonly state: string | undefined },
  deployed: Deployed,
): Finding {
  const place = { check: 'queue-mapping', zone: deployed.hub } as const
  if (id === undefined || state === undefined) {
    return problem(place, 'on-change is not connected to its queue.', repairCommand(deployed))
  }
  if (state === 'Enabled') return ok(place, 'on-change is woken by its queue.')
  const enable = `aws lambda update-event-source-mapping --uuid ${id} --enabled --region ${deployed.hub}`
  if (state === 'Disabled') return problem(place, 'on-change is disconnected from its queue.', enable)
  return warning(place, `on-change's connection to its queue is ${state.toLowerCase()}; look again later.`)
}

/** Looks whether changes wait that could not be captured, and starts of runs that could not be made. */
export async function checkDeadLetters(place: DeliveryPlace): Promise<readonly Finding[]> {
  const { api, hub } = place
  const found = deadLettersOf(place)
  if (found === undefined) {
    const what = 'The deployment does not name all its dead-letter queues.'
    return [problem({ check: 'dead-letters', zone: hub }, what, deployCommand(deployedAs(place.stack, hub)))]
  }
  const { changes, starts } = found
  return [
    judgeLostChanges(hub, await api.countMessages(changes.url), changes.mend),
    judgeLostStarts(hub, await api.countMessages(starts.url), starts.mend),
  ]
}

/** The dead-letter queues of a deployment, each with the command that makes good what waits there. */
function deadLettersOf({ stack, hub }: DeliveryPlace) {
  const { outputs } = stack
  const { ChangesDeadLettersUrl: dead, ChangesQueueUrl: changes } = outputs
  const { SchedulerDeadLettersUrl: starts, BackupStateMachineArn: machine } = outputs
  if (dead === undefined || changes === undefined) return undefined
  if (starts === undefined || machine === undefined) return undefined
  const partition = outputs['HubBusArn']?.split(':')[1] ?? 'aws'
  const arnOf = (url: string) => `arn:${partition}:sqs:${hub}:${url.split('/').slice(-2).join(':')}`
  const redrive = `aws sqs start-message-move-task --source-arn ${arnOf(dead)} --destination-arn ${arnOf(changes)} --region ${hub}`
  const start = `aws stepfunctions start-execution --state-machine-arn ${machine} --input '{"mode":"deep"}' --region ${hub}`
  const empty = `aws sqs purge-queue --queue-url ${starts} --region ${hub}`
  return {
    changes: { url: dead, mend: redrive },
    starts: { url: starts, mend: `${start} && ${empty}` },
  }
}

export function judgeLostChanges(hub: string, count: number, redrive: string): Finding {
  const place = { check: 'dead-letters', zone: hub } as const
  if (count === 0) return ok(place, 'No change waits in the dead-letter queue.')
  const many = count === 1 ? 'One change was' : `About ${count} changes were`
  return problem(place, `${many} not captured; the attribute \`reason\` of each message says why.`, redrive)
}

/** What one run missed the next one finds: one is enough for all. */
export function judgeLostStarts(hub: string, count: number, start: string): Finding {
  const place = { check: 'dead-letters', zone: hub } as const
  if (count === 0) return ok(place, 'Every scheduled run could be started.')
  const many = count === 1 ? 'One scheduled run' : `About ${count} scheduled runs`
  return problem(place, `${many} could not be started.`, start)
}

/** Looks whether anybody is told when something is wrong. */
export async function checkAlerts({ api, stack, hub }: DeliveryPlace): Promise<readonly Finding[]> {
  const topic = stack.outputs['AlertsTopicArn']
  const deployed = deployedAs(stack, hub)
  if (topic === undefined) {
    const place = { check: 'alerts', zone: hub } as const
    return [problem(place, 'The deployment names no topic for alerts.', deployCommand(deployed))]
  }
  return judgeSubscriptions(topic, await api.listSubscriptions(topic), deployed)
}

export function judgeSubscriptions(
  topic: string,
  subscriptions: readonly Subscription[],
  deployed: Deployed,
): readonly Finding[] {
  const place = { check: 'alerts', zone: deployed.hub } as const
  const confirmed = subscriptions.filter((one) => one.confirmed)
  const first =
    confirmed.length > 0
      ? ok(place, `Alerts go to ${confirmed.map(nameOf).join(', ')}.`)
      : problem(place, 'Nobody is told when something is wrong.', subscribe(topic, deployed))
  const pending = subscriptions.filter((one) => !one.confirmed)
  return [first, ...pending.map((one) => warning(place, ...describePending(topic, one, deployed.hub)))]
}

function describePending(topic: string, one: Subscription, hub: string): [string, string] {
  const endpoint = one.endpoint ?? '<its address>'
  const again = `aws sns subscribe --topic-arn ${topic} --protocol ${one.protocol} --notification-endpoint ${endpoint} --region ${hub}`
  return [`${nameOf(one)} has not confirmed; the link that AWS sent ends after three days.`, again]
}

function subscribe(topic: string, { hub }: { readonly hub: string }): string {
  return `aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint <address> --region ${hub}`
}

function nameOf({ protocol, endpoint }: Subscription): string {
  return endpoint === undefined ? `a subscription by ${protocol}` : endpoint
}
