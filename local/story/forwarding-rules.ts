import { ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge'
import type { Clients } from '../clients.ts'

/** Names of a region's rules that send events to the hub. */
export async function rulesToHub(
  { events }: Pick<Clients, 'events'>,
  hubBus: string,
): Promise<readonly string[]> {
  const { RuleNames } = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: hubBus }))
  return RuleNames ?? []
}
