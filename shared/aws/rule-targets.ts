import type { DescribeRuleCommandOutput, EventBridgeClient, Target } from '@aws-sdk/client-eventbridge'
import { call, callOptional } from './calls.ts'
import { listPages, refuseFailures } from './event-answers.ts'

/** Where a rule is: rules of different buses may have the same name. */
export interface RuleKey {
  readonly Name: string
  readonly EventBusName: string
}

/** The rule; `undefined` when it, or its bus, is not there. */
export async function describeRule(
  client: EventBridgeClient,
  key: RuleKey,
): Promise<DescribeRuleCommandOutput | undefined> {
  const { DescribeRuleCommand } = await import('@aws-sdk/client-eventbridge')
  return await callOptional('DescribeRule', () => client.send(new DescribeRuleCommand(key)))
}

/** All that a rule passes events to; nothing when it is not there. */
export async function listTargets(
  client: EventBridgeClient,
  { Name: Rule, EventBusName }: RuleKey,
): Promise<readonly Target[]> {
  const { ListTargetsByRuleCommand } = await import('@aws-sdk/client-eventbridge')
  const read = async (NextToken: string | undefined) => {
    const command = new ListTargetsByRuleCommand({ Rule, EventBusName, NextToken })
    const page = await callOptional('ListTargetsByRule', () => client.send(command))
    return { items: page?.Targets, next: page?.NextToken }
  }
  return await listPages(read)
}

/** The rules of a region, on any bus, that have this target. @param TargetArn ARN as the target names it */
export async function rulesWithTarget(
  client: EventBridgeClient,
  TargetArn: string,
): Promise<readonly RuleKey[]> {
  const { ListEventBusesCommand, ListRuleNamesByTargetCommand } = await import('@aws-sdk/client-eventbridge')
  const buses = await listPages(async (NextToken) => {
    const command = new ListEventBusesCommand({ NextToken })
    const page = await call('ListEventBuses', () => client.send(command))
    return { items: page.EventBuses, next: page.NextToken }
  })
  const found: RuleKey[] = []
  for (const { Name: EventBusName = '' } of buses) {
    const names = await listPages(async (NextToken) => {
      const command = new ListRuleNamesByTargetCommand({ TargetArn, EventBusName, NextToken })
      const page = await callOptional('ListRuleNamesByTarget', () => client.send(command))
      return { items: page?.RuleNames, next: page?.NextToken }
    })
    found.push(...names.map((Name) => ({ Name, EventBusName })))
  }
  return found
}

/** Adds a target to a rule, or replaces the one with its id. @throws RequestRejectedError */
export async function putRuleTarget(
  client: EventBridgeClient,
  { Name: Rule, EventBusName }: RuleKey,
  target: Target,
): Promise<void> {
  const { PutTargetsCommand } = await import('@aws-sdk/client-eventbridge')
  const command = new PutTargetsCommand({ Rule, EventBusName, Targets: [target] })
  refuseFailures('PutTargets', await call('PutTargets', () => client.send(command)))
}

/** Takes a target from a rule; does nothing when the rule is not there. @throws RequestRejectedError */
export async function removeRuleTarget(
  client: EventBridgeClient,
  { Name: Rule, EventBusName }: RuleKey,
  id: string,
): Promise<void> {
  const { RemoveTargetsCommand } = await import('@aws-sdk/client-eventbridge')
  const command = new RemoveTargetsCommand({ Rule, EventBusName, Ids: [id] })
  const answer = await callOptional('RemoveTargets', () => client.send(command))
  if (answer !== undefined) refuseFailures('RemoveTargets', answer)
}
