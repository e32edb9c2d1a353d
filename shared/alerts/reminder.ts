import type { Alert } from '../model/alert.ts'
import { timeText } from '../report/format.ts'
import { subjectLine } from './draft.ts'

/** The alert of a problem that people were told of already, and that still is there. */
export function reminderOf(alert: Alert, since: string): Alert {
  return {
    ...alert,
    subject: subjectLine(alert.subject.replace(/^Holdfast: /, 'still: ')),
    text: `Still so. You were told first at ${timeText(since)}.\n${alert.text}`,
    facts: [...alert.facts, { name: 'Since', value: timeText(since) }],
  }
}

/** The alert of a problem that is over, for those, too, whom nothing told that it began. */
export function endOf(alert: Alert, since: string): Alert {
  return {
    ...alert,
    text: `${alert.text}\nIt was noticed first at ${timeText(since)}.`,
    facts: [...alert.facts, { name: 'Noticed', value: timeText(since) }],
  }
}
