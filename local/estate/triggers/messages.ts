import { CreateLogGroupCommand, PutSubscriptionFilterCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import type { Clients } from '../../clients.ts'
import { ACCOUNT, HUB_REGION, REGIONS } from '../../emulator/environment.ts'
import type { Surroundings } from '../surroundings.ts'
import { type Invoked, allow, arnOf } from './invoking.ts'

/** The shop's access log; its subscription counts what went wrong. */
export const ACCESS_LOG = '/shop/access'

/** News about customers, and only of those who have just signed up; what cannot be delivered is kept. */
export async function subscribeToSignups(clients: Clients, around: Surroundings): Promise<void> {
  const signup = { name: 'user-signup' }
  await allow(clients, signup, { service: 'sns', source: around.Reports })
  await subscribe(clients, around.Reports, signup, {
    FilterPolicy: JSON.stringify({ event: ['signed-up'] }),
    FilterPolicyScope: 'MessageAttributes',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: around.OrdersFailed }),
  })
}

/**
 * Tariffs are announced in one region and looked up in another.
 *
 * @param here clients of the topic's region
 * @param there clients of the function's
 * @returns ARN of the topic
 */
export async function subscribeToTariffs(here: Clients, there: Clients): Promise<string> {
  const lookup = { name: 'tariff-lookup', region: REGIONS.far }
  const { TopicArn = '' } = await here.sns.send(new CreateTopicCommand({ Name: 'shop-tariffs' }))
  await allow(there, lookup, { service: 'sns', source: TopicArn })
  await subscribe(here, TopicArn, lookup, {})
  return TopicArn
}

async function subscribe(
  { sns }: Pick<Clients, 'sns'>,
  TopicArn: string,
  invoked: Invoked,
  Attributes: Record<string, string>,
): Promise<void> {
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: arnOf(invoked), Attributes }))
}

export async function subscribeToAccessLog(clients: Clients): Promise<void> {
  const auditor = { name: 'audit-trail' }
  await clients.logs.send(new CreateLogGroupCommand({ logGroupName: ACCESS_LOG }))
  const group = `arn:aws:logs:${HUB_REGION}:${ACCOUNT}:log-group:${ACCESS_LOG}`
  await allow(clients, auditor, { service: 'logs', source: `${group}:*` })
  await clients.logs.send(
    new PutSubscriptionFilterCommand({
      logGroupName: ACCESS_LOG,
      filterName: 'refused',
      filterPattern: '{ $.status = 403 }',
      destinationArn: arnOf(auditor),
    }),
  )
}
