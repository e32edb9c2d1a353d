import type { JsonObject } from '../../model/json.ts'
import { given, objectOf, textOf, without } from '../../model/members.ts'
import type { Trigger } from '../../model/trigger.ts'
import { unsaid } from '../cloudformation/trigger-resources.ts'
import type { Notes } from '../notes.ts'
import type { Parts } from '../parts.ts'
import type { Block } from './words.ts'
import { argumentsOf, expression, invokedArn, literal } from './words.ts'

/** How a kind of trigger is said; nothing when this one cannot be. */
type Say = (trigger: Trigger, target: string, name: string) => readonly Block[]

/** The same kinds as in a template of CloudFormation, for the same reason. */
const SAID: Readonly<Record<string, Say>> = {
  'sns-subscription': subscription,
  'eventbridge-rule': rule,
  'eventbridge-schedule': schedule,
  'log-subscription': subscriptionFilter,
}

/** The triggers that Terraform can make without taking over their source; each other one is noted. */
export function triggerBlocks({ triggers, permissions }: Parts, notes: Notes): readonly Block[] {
  const depends_on = permissions.map((_permission, index) => `aws_lambda_permission.permission_${index + 1}`)
  return triggers.flatMap(({ qualifier, trigger }, index) => {
    const blocks = SAID[trigger.kind]?.(trigger, invokedArn(qualifier), `trigger_${index + 1}`) ?? []
    if (blocks.length === 0) notes.add(unsaid(trigger))
    return blocks.map((one) =>
      depends_on.length === 0 ? one : { ...one, arguments: { ...one.arguments, depends_on } },
    )
  })
}

function subscription({ source, settings }: Trigger, endpoint: string, name: string): readonly Block[] {
  const { RawMessageDelivery, ...same } = settings
  const raw = given({ raw_message_delivery: RawMessageDelivery === 'true' || undefined })
  const args = { topic_arn: literal(source), protocol: 'lambda', endpoint, ...argumentsOf(same), ...raw }
  return [{ type: 'aws_sns_topic_subscription', name, arguments: args }]
}

function rule({ settings }: Trigger, arn: string, name: string): readonly Block[] {
  const { ManagedBy, ...own } = objectOf(settings, 'Rule')
  if (ManagedBy !== undefined) return []
  const { Id, InputTransformer: _transformer, ...target } = objectOf(settings, 'Target')
  const named = { rule: expression(`aws_cloudwatch_event_rule.${name}.name`) }
  const bus = argumentsOf(given({ EventBusName: own['EventBusName'] }))
  const transformer = transformerArguments(objectOf(settings, 'Target'))
  const targetArguments = {
    ...named,
    ...bus,
    ...argumentsOf(without(target, 'Arn')),
    ...transformer,
    ...given({ target_id: Id }),
    arn,
  }
  return [
    { type: 'aws_cloudwatch_event_rule', name, arguments: argumentsOf(own) },
    { type: 'aws_cloudwatch_event_target', name, arguments: targetArguments },
  ]
}

/** Names of paths are keys, not members: they keep their letters. */
function transformerArguments(target: JsonObject): JsonObject {
  const { InputPathsMap, InputTemplate } = objectOf(target, 'InputTransformer')
  if (InputTemplate === undefined) return {}
  return {
    input_transformer: {
      input_template: literal(InputTemplate),
      ...(InputPathsMap === undefined ? {} : { input_paths: literal(InputPathsMap) }),
    },
  }
}

function schedule({ settings }: Trigger, arn: string, name: string): readonly Block[] {
  const target = objectOf(settings, 'Target')
  if (!textOf(target, 'Arn')?.includes(':function:')) return []
  const args = { ...argumentsOf(without(settings, 'Target')), target: { ...argumentsOf(target), arn } }
  return [{ type: 'aws_scheduler_schedule', name, arguments: args }]
}

function subscriptionFilter(
  { source, settings }: Trigger,
  destination_arn: string,
  name: string,
): readonly Block[] {
  const { filterName, filterPattern = '', ...same } = settings
  const args = {
    name: literal(filterName ?? ''),
    log_group_name: literal(source.split(':')[6] ?? ''),
    filter_pattern: literal(filterPattern),
    destination_arn,
    ...argumentsOf(same),
  }
  return [{ type: 'aws_cloudwatch_log_subscription_filter', name, arguments: args }]
}
