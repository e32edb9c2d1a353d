import type { RestoreItem } from '../model/restore.ts'
import type { Trigger } from '../model/trigger.ts'
import type { TriggerKind, TriggerPlan } from '../triggers/kind.ts'
import type { Naming } from './naming.ts'

/** How a kind puts a trigger of the point back at the target. Pure: the same when it is asked again. */
export function triggerPlan(
  { writer }: Pick<TriggerKind, 'writer'>,
  trigger: Trigger,
  { item, naming }: { readonly item: Pick<RestoreItem, 'target' | 'partition'>; readonly naming: Naming },
): TriggerPlan {
  const { account, zone: region } = item.target
  const target = { partition: item.partition, account, region }
  return writer.plan(trigger, { ...target, invokes: naming.text(trigger.invokes), map: naming.text })
}
