import { alarmText } from './alarm-text.ts'
import { headingOf, timeOf } from './inbox.ts'
import type { Mail } from './mails.ts'
import type { SlackMessage } from './slack.ts'

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; padding: 0.3rem 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border-left: 3px solid; padding-left: 1rem; }
.severity { display: inline-block; min-width: 4.5rem; }`

/** Everything that people got, as one page without scripts or other addresses: mails and messages to open. */
export function inboxPage(mails: readonly Mail[], messages: readonly SlackMessage[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>On call at the shop</title>
<style>${STYLE}</style>
<h1>On call at the shop</h1>
<h2>${mails.length} mails</h2>
${mails.map(({ at, subject, text }) => block(timeOf(at), escaped(subject), alarmText(text))).join('\n')}
<h2>${messages.length} messages in Slack</h2>
${messages.map(messageBlock).join('\n')}
</html>
`
}

function messageBlock(message: SlackMessage): string {
  const { severity, subject } = headingOf(message)
  const heading = `<span class="severity">${escaped(severity)}</span> ${escaped(subject)}`
  return block(timeOf(message.at), heading, message.body)
}

/** @param heading is markup */
function block(time: string, heading: string, text: string): string {
  return `<details><summary><time>${escaped(time)}</time> ${heading}</summary><pre>${escaped(text)}</pre></details>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
