import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { RULE_PREFIX } from '../../../shared/model/own-rule.ts'
import type { Forwarding } from '../../../shared/zones/forwarding.ts'
import { forwardingRules } from '../../../shared/zones/forwarding.ts'

/**
 * Leaves in a region what a run has to set right: the forwarding rule without tags, with a pattern of its own and
 * a target too many; and a second rule that was once made for the same hub.
 */
export async function woundRules(region: string, forwarding: Forwarding): Promise<void> {
  const client = new EventBridgeClient({ region })
  const [first] = forwardingRules(forwarding)
  if (first === undefined) throw new Error('a region needs no rule')
  const { name, target, tags } = first
  const hub = { Id: target.id, Arn: target.arn, RoleArn: target.roleArn }
  const EventPattern = JSON.stringify({ source: ['nobody'] })
  await client.send(new PutRuleCommand({ Name: name, EventPattern }))
  await client.send(new PutTargetsCommand({ Rule: name, Targets: [hub, { ...hub, Id: 'other' }] }))
  const Name = `${RULE_PREFIX}of-an-older-version`
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  await client.send(new PutRuleCommand({ Name, EventPattern, Tags }))
  await client.send(new PutTargetsCommand({ Rule: Name, Targets: [hub] }))
}
