import type { Stack } from '../ports/zones-api.ts'
import type { DeliveryApi, Subscription } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { ok, problem, warning } from './finding.ts'
import type { Deployed } from './mend.ts'
import { deployedAs, mendedByDeploying, repairCommand } from './mend.ts'

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

/** Looks whether anything waits that could not be done for good: changes, starts of runs, executions, alerts, and so on. */
export async function checkDeadLetters(place: DeliveryPlace): Promise<readonly Finding[]> {
  const { api, hub, stack } = place
  const deployed = deployedAs(stack, hub)
  const { ChangesDeadLettersUrl: changes, SchedulerDeadLettersUrl: starts } = stack.outputs
  const {
    ExecutionsDeadLettersUrl: executions,
    EmailDeadLettersUrl: email,
    SlackDeadLettersUrl: slack,
    WebhookDeadLettersUrl: webhook,
    WatchDeadLettersUrl: watch,
    LogDeliveryDeadLettersUrl: logs,
  } = stack.outputs
  if (changes === undefined || starts === undefined || executions === undefined) {
    const what = 'The deployment does not name all its dead-letter queues.'
    return [mendedByDeploying(problem({ check: 'dead-letters', zone: hub }, what), deployed)]
  }
  return [
    judgeLostChanges(hub, await api.countMessages(changes), redriveCommand(deployed, 'changes')),
    judgeLostStarts(hub, await api.countMessages(starts), redriveCommand(deployed, 'scheduler')),
    judgeLostExecutions(hub, await api.countMessages(executions), redriveCommand(deployed, 'executions')),
    ...(await checkLostAlerts(place, 'email', email)),
    ...(await checkLostAlerts(place, 'slack', slack)),
    ...(await checkLostAlerts(place, 'webhook', webhook)),
    ...(await checkLostLooks(place, watch)),
    ...(await checkLostLogs(place, logs)),
  ]
}

/** Ways by which people are told, as they are called. */
const CHANNELS = { email: 'the e-mail address', slack: 'Slack', webhook: 'the webhook' } as const
type ChannelName = keyof typeof CHANNELS

/** Only where the channel is deployed. */
async function checkLostAlerts(
  place: DeliveryPlace,
  channel: ChannelName,
  url: string | undefined,
): Promise<readonly Finding[]> {
  if (url === undefined) return []
  const { api, hub, stack } = place
  // SQS cannot give back what SNS put there.
  const mend = channel === 'email' ? listCommand(place) : redriveCommand(deployedAs(stack, hub), channel)
  return [judgeLostAlerts({ hub, channel }, await api.countMessages(url), mend)]
}

/** Where the deployment watches. */
async function checkLostLooks(place: DeliveryPlace, url: string | undefined): Promise<readonly Finding[]> {
  if (url === undefined) return []
  return [judgeLostLooks(place.hub, await place.api.countMessages(url), listCommand(place))]
}

/** Only where logs are delivered. */
async function checkLostLogs(place: DeliveryPlace, url: string | undefined): Promise<readonly Finding[]> {
  if (url === undefined) return []
  return [judgeLostLogs(place.hub, await place.api.countMessages(url), listCommand(place))]
}

/** For letters that no queue takes back: each says what to do with it. */
function listCommand({ stack, hub }: DeliveryPlace): string {
  return `npx holdfast dead-letters list --stack ${stack.name} --hub ${hub}`
}

function redriveCommand({ stackName, hub }: Deployed, queue: string): string {
  return `npx holdfast dead-letters redrive ${queue} --stack ${stackName} --hub ${hub}`
}

export function judgeLostChanges(hub: string, count: number, redrive: string): Finding {
  const place = { check: 'dead-letters', zone: hub } as const
  if (count === 0) return ok(place, 'No change waits in the dead-letter queue.')
  const many = count === 1 ? 'One change was' : `About ${count} changes were`
  return problem(place, `${many} not captured; \`holdfast dead-letters\` says why.`, redrive)
}

export function judgeLostStarts(hub: string, count: number, redrive: string): Finding {
  const place = { check: 'dead-letters', zone: hub } as const
  if (count === 0) return ok(place, 'Everything that has a schedule could be started.')
  const many = count === 1 ? 'One start by a schedule' : `About ${count} starts by schedules`
  return problem(place, `${many} failed; \`holdfast dead-letters\` says of what.`, redrive)
}

export function judgeLostExecutions(hub: string, count: number, redrive: string): Finding {
  const place = { check: 'dead-letters', zone: hub } as const
  if (count === 0) return ok(place, 'Every execution ended as it was reported.')
  const many = count === 1 ? 'One execution' : `About ${count} executions`
  return problem(place, `${many} ended without a report; \`holdfast dead-letters\` says which.`, redrive)
}

export function judgeLostAlerts(
  { hub, channel }: { readonly hub: string; readonly channel: ChannelName },
  count: number,
  mend: string,
): Finding {
  const place = { check: 'dead-letters', zone: hub } as const
  const where = CHANNELS[channel]
  if (count === 0) return ok(place, `Every alert reached ${where}.`)
  const many = count === 1 ? 'One alert' : `About ${count} alerts`
  return problem(place, `${many} did not reach ${where}; \`holdfast dead-letters\` says why.`, mend)
}

export function judgeLostLooks(hub: string, count: number, list: string): Finding {
  const place = { check: 'dead-letters', zone: hub } as const
  if (count === 0) return ok(place, 'The watch for unusual activity judged all that it was given.')
  const many = count === 1 ? 'One look or call was' : `About ${count} looks and calls were`
  return problem(
    place,
    `${many} not judged by the watch for unusual activity; \`holdfast dead-letters\` says which.`,
    list,
  )
}

export function judgeLostLogs(hub: string, count: number, list: string): Finding {
  const place = { check: 'dead-letters', zone: hub } as const
  if (count === 0) return ok(place, 'Every log line that was to be delivered was.')
  const many = count === 1 ? 'One batch of log lines was' : `About ${count} batches of log lines were`
  return problem(place, `${many} not delivered; \`holdfast dead-letters\` says which.`, list)
}

/** Looks whether anybody is told when something is wrong. */
export async function checkAlerts({ api, stack, hub }: DeliveryPlace): Promise<readonly Finding[]> {
  const topic = stack.outputs['AlertsTopicArn']
  const deployed = deployedAs(stack, hub)
  if (topic === undefined) {
    const place = { check: 'alerts', zone: hub } as const
    return [mendedByDeploying(problem(place, 'The deployment names no topic for alerts.'), deployed)]
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
