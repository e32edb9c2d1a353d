import type { Mail } from './mails.ts'
import type { SlackMessage } from './slack.ts'

/** Signs before a message in Slack, and what they mean. (docs/alerts.md) */
const SIGNS: Readonly<Record<string, string>> = {
  ':information_source:': 'info',
  ':warning:': 'warning',
  ':rotating_light:': 'critical',
  ':white_check_mark:': 'over',
}

/** How CloudWatch begins the subject of an alarm's mail. */
const ALARM = /^(?:ALARM|OK): "(?<name>[^"]+)"/

/** A message as a line of a list: when, how severe, what. */
export function messageLine(message: SlackMessage): string {
  const { severity, subject } = headingOf(message)
  return `${timeOf(message.at)}  ${severity.padEnd(8)}  ${subject}`
}

/** What the heading of a message says: how severe it is, and what happened. */
export function headingOf({ text }: SlackMessage): { readonly severity: string; readonly subject: string } {
  const [sign = '', ...subject] = text.split(' ')
  return { severity: SIGNS[sign] ?? sign, subject: subject.join(' ') }
}

/** A mail as a line of a list. */
export function mailLine({ at, subject }: Mail): string {
  return `${timeOf(at)}  ${subject}`
}

/** The time of day of an instant, to the second. */
export function timeOf(at: string): string {
  return at.slice(11, 19)
}

/** Whether a mail is one of CloudWatch's, which words the subject of an alarm itself. */
export function isAlarm({ subject }: Mail): boolean {
  return ALARM.test(subject)
}

/** Mails of alerts of which Slack has no message. */
export function missingInSlack(mails: readonly Mail[], messages: readonly SlackMessage[]): readonly Mail[] {
  const left = messages.map(({ text }) => text.slice(text.indexOf(' ') + 1))
  return mails.filter((mail) => {
    if (isAlarm(mail)) return false
    const place = left.indexOf(mail.subject)
    if (place >= 0) left.splice(place, 1)
    return place < 0
  })
}

/** Mails that say word for word what an earlier one said. */
export function repeated(mails: readonly Mail[]): readonly Mail[] {
  const said = (mail: Mail) => `${mail.subject}\n${mail.text}`
  return mails.filter((mail, place) => mails.findIndex((one) => said(one) === said(mail)) < place)
}
