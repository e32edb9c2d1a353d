import type { Target } from '@aws-sdk/client-eventbridge'
import { CreateEventBusCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import type { Clients } from '../../clients.ts'
import type { Surroundings } from '../surroundings.ts'
import { type Invoked, allow, arnOf } from './invoking.ts'

type RuleClients = Pick<Clients, 'events' | 'lambda'>

const SHOP_BUS = 'shop'

interface RuleSpec {
  readonly Name: string
  readonly Description?: string
  readonly EventBusName?: string
  readonly EventPattern?: string
  readonly ScheduleExpression?: string
}

/** A rule by schedule, whose target is an alias. */
export async function warmUp(clients: RuleClients): Promise<void> {
  const rule = { Name: 'warm-up', ScheduleExpression: 'rate(1 day)' }
  await putRule(clients, rule, { name: 'orders-api', alias: 'live' })
}

/** A rule on the default bus. */
export async function bookPayments(clients: RuleClients): Promise<void> {
  const EventPattern = JSON.stringify({ source: ['shop.bank'], 'detail-type': ['Payment Settled'] })
  await putRule(clients, { Name: 'payments-settled', EventPattern }, { name: 'payment-webhook' })
}

/** A rule on a bus of the shop's own, which reshapes what it sends. */
export async function renderInvoices(clients: RuleClients, around: Surroundings): Promise<void> {
  await clients.events.send(new CreateEventBusCommand({ Name: SHOP_BUS }))
  const rule = {
    Name: 'orders-paid',
    Description: 'An invoice for each paid order',
    EventBusName: SHOP_BUS,
    EventPattern: JSON.stringify({ source: ['shop.orders'], 'detail-type': ['Order Paid'] }),
  }
  await putRule(
    clients,
    rule,
    { name: 'invoice-render' },
    {
      InputTransformer: {
        InputPathsMap: { order: '$.detail.order' },
        InputTemplate: '{"order": <order>, "format": "pdf"}',
      },
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 600 },
      DeadLetterConfig: { Arn: around.OrdersFailed },
    },
  )
}

async function putRule(
  clients: RuleClients,
  rule: RuleSpec,
  invoked: Invoked,
  target: Partial<Target> = {},
): Promise<void> {
  const { RuleArn = '' } = await clients.events.send(new PutRuleCommand(rule))
  await allow(clients, invoked, { service: 'events', source: RuleArn })
  const Targets = [{ Id: invoked.name, Arn: arnOf(invoked), ...target }]
  await clients.events.send(
    new PutTargetsCommand({ Rule: rule.Name, EventBusName: rule.EventBusName, Targets }),
  )
}
