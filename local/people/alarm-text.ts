import * as z from 'zod'

/** What CloudWatch publishes of an alarm, as far as its mail says it (CloudWatch user guide, "Notifying users on alarm changes"). */
const Alarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().nullish(),
  OldStateValue: z.string(),
  NewStateValue: z.string(),
  NewStateReason: z.string(),
  StateChangeTime: z.string(),
})

/**
 * An alarm in words, as the mail of AWS has it; the emulator mails what is published.
 *
 * @param text of a mail
 * @returns the same text when it is no alarm
 */
export function alarmText(text: string): string {
  const alarm = Alarm.safeParse(parsed(text))
  if (!alarm.success) return text
  const { AlarmName, AlarmDescription, OldStateValue, NewStateValue, NewStateReason } = alarm.data
  return [
    ...(AlarmDescription ? [AlarmDescription, ''] : []),
    `State: ${OldStateValue} -> ${NewStateValue}`,
    `Reason: ${NewStateReason}`,
    `Time: ${alarm.data.StateChangeTime}`,
    `Alarm: ${AlarmName}`,
  ].join('\n')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
