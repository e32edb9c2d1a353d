import { messageLine } from './inbox.ts'
import type { Mail } from './mails.ts'
import type { SlackMessage } from './slack.ts'

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; padding: 0.3rem 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border-left: 3px solid; padding-left: 1rem; }
time, li { font-variant-numeric: tabular-nums; }`

/** Everything that people got, as one page without scripts or other addresses: mails to open, messages by line. */
export function inboxPage(mails: readonly Mail[], messages: readonly SlackMessage[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>On call at the shop</title>
<style>${STYLE}</style>
<h1>On call at the shop</h1>
<h2>${mails.length} mails</h2>
${mails.map(mailBlock).join('\n')}
<h2>${messages.length} messages in Slack</h2>
<ul>
${messages.map((message) => `<li>${escaped(messageLine(message))}</li>`).join('\n')}
</ul>
</html>
`
}

function mailBlock({ at, subject, text }: Mail): string {
  return `<details><summary><time>${escaped(at.slice(11, 19))}</time> ${escaped(subject)}</summary><pre>${escaped(text)}</pre></details>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
