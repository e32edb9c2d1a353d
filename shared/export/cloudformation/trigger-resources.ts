import type { JsonObject, JsonValue } from '../../model/json.ts'
import { given, objectOf, textOf } from '../../model/members.ts'
import type { Trigger } from '../../model/trigger.ts'
import type { Notes } from '../notes.ts'
import type { Parts } from '../parts.ts'
import type { Resource, Resources } from './intrinsics.ts'
import { invokedArn, numbered } from './intrinsics.ts'

/** How a kind of trigger is said by one resource; `undefined` when this one cannot be. */
type Say = (trigger: Trigger, target: JsonObject) => Resource | undefined

/**
 * Kinds that are a resource of their own. The others are settings of their source (the notifications of a bucket, the
 * triggers of a user pool), and a template that made these would take over the source and drop its other settings.
 */
const SAID: Readonly<Record<string, Say>> = {
  'sns-subscription': subscription,
  'eventbridge-rule': rule,
  'eventbridge-schedule': schedule,
  'log-subscription': subscriptionFilter,
}

/** The triggers that a template can make; each other one is noted. */
export function triggerResources({ triggers, permissions }: Parts, notes: Notes): Resources {
  const said = triggers.flatMap(({ qualifier, trigger }) => {
    const resource = SAID[trigger.kind]?.(trigger, invokedArn(qualifier))
    if (resource === undefined) notes.add(unsaid(trigger))
    return resource === undefined ? [] : [resource]
  })
  const first = permissions.map((_permission, index) => `Permission${index + 1}`)
  return numbered(
    'Trigger',
    said.map((resource) => (first.length === 0 ? resource : { ...resource, DependsOn: first })),
  )
}

/** What is said of a trigger that an export leaves out. */
export function unsaid({ kind, source }: Trigger): string {
  return `The trigger ${kind} from ${source} is left out: \`holdfast restore\` puts it back.`
}

function subscription({ source, settings }: Trigger, Endpoint: JsonObject): Resource {
  const Properties = {
    TopicArn: source,
    Protocol: 'lambda',
    Endpoint,
    ...given({
      FilterPolicy: parsed(settings, 'FilterPolicy'),
      FilterPolicyScope: textOf(settings, 'FilterPolicyScope'),
      RedrivePolicy: parsed(settings, 'RedrivePolicy'),
      RawMessageDelivery: settings['RawMessageDelivery'] === 'true' || undefined,
    }),
  }
  return { Type: 'AWS::SNS::Subscription', Properties }
}

function rule({ settings }: Trigger, Arn: JsonObject): Resource | undefined {
  const { EventPattern: _pattern, ManagedBy, ...plain } = objectOf(settings, 'Rule')
  if (ManagedBy !== undefined) return undefined
  const EventPattern = parsed(objectOf(settings, 'Rule'), 'EventPattern')
  const Targets = [{ ...objectOf(settings, 'Target'), Arn }]
  return { Type: 'AWS::Events::Rule', Properties: { ...plain, ...given({ EventPattern }), Targets } }
}

/** One that calls Lambda's API instead of having the function for its target is not said: it names the function in its input. */
function schedule({ settings }: Trigger, Arn: JsonObject): Resource | undefined {
  const target = objectOf(settings, 'Target')
  if (!textOf(target, 'Arn')?.includes(':function:')) return undefined
  return { Type: 'AWS::Scheduler::Schedule', Properties: { ...settings, Target: { ...target, Arn } } }
}

function subscriptionFilter({ source, settings }: Trigger, DestinationArn: JsonObject): Resource {
  const { filterName, filterPattern, roleArn, distribution } = settings
  const { applyOnTransformedLogs, fieldSelectionCriteria, emitSystemFields } = settings
  const Properties = {
    LogGroupName: source.split(':')[6] ?? '',
    DestinationArn,
    FilterPattern: filterPattern ?? '',
    ...given({ FilterName: filterName, RoleArn: roleArn, Distribution: distribution }),
    ...given({
      ApplyOnTransformedLogs: applyOnTransformedLogs,
      FieldSelectionCriteria: fieldSelectionCriteria,
      EmitSystemFields: emitSystemFields,
    }),
  }
  return { Type: 'AWS::Logs::SubscriptionFilter', Properties }
}

/** A member that is JSON as text, as the object that CloudFormation takes. */
function parsed(holder: JsonObject, member: string): JsonValue | undefined {
  const text = textOf(holder, member)
  return text === undefined ? undefined : (JSON.parse(text) as JsonValue)
}
