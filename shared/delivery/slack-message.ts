import type { JsonObject } from '../model/json.ts'
import type { Alert } from '../model/alert.ts'
import { codeBlock, fitted, packed } from './slack-text.ts'

/** Limits of Block Kit, in characters and numbers (Slack, "Reference: blocks"). */
const LIMIT = { header: 150, section: 3000, field: 2000, fields: 10, blocks: 50 } as const

/** Sections of facts and of text, and commands as code, that a message shows: more commands stay in the text. */
const SECTIONS = 4
const COMMANDS = 5

const COLOURS = { info: '#2eb67d', warning: '#ecb22e', critical: '#e01e5a' } as const
const SIGNS = { info: ':information_source:', warning: ':warning:', critical: ':rotating_light:' } as const
const OVER = ':white_check_mark:'

/** Milliseconds after which an alert has not come at once: a digest waits for five minutes. */
const LATE = 15 * 60_000

/**
 * An alert as a message of an incoming webhook: what happened as a heading, the text and the facts as fields, the next
 * commands as code, the severity as a colour. One that comes late says so first.
 *
 * @param now when it is sent
 */
export function slackMessage(alert: Alert, now: Date): JsonObject {
  const { subject, state, severity } = alert
  const isOver = state === 'ended'
  const heading = `${isOver ? OVER : SIGNS[severity]} ${subject}`
  const blocks = [
    ...lateBlocks(alert, now),
    ...textBlocks(alert),
    ...factBlocks(alert),
    ...commandBlocks(alert),
    contextBlock(alert),
  ]
  return {
    // What a notification shows; the blocks take its place in the channel.
    text: fitted(heading, LIMIT.section),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: fitted(heading, LIMIT.header), emoji: true } },
    ],
    attachments: [
      { color: isOver ? COLOURS.info : COLOURS[severity], blocks: blocks.slice(0, LIMIT.blocks) },
    ],
  }
}

/** Whatever kept it: the channel may have been told since what came after it. */
function lateBlocks({ at, state }: Alert, now: Date): JsonObject[] {
  const minutes = Math.floor((now.getTime() - Date.parse(at)) / 60_000)
  if (minutes * 60_000 < LATE) return []
  const age = minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
  const still = state === 'begun' ? ' It may be over by now.' : ''
  return [section(`*This came late: it is of ${at}, ${age} ago.*${still}`)]
}

function factBlocks({ facts }: Alert): JsonObject[] {
  const shown = facts.slice(0, SECTIONS * LIMIT.fields)
  const sections = Array.from({ length: Math.ceil(shown.length / LIMIT.fields) }, (_, n) =>
    shown.slice(n * LIMIT.fields, (n + 1) * LIMIT.fields),
  )
  const more = facts.length - shown.length
  return [
    ...sections.map((some) => ({
      type: 'section',
      fields: some.map(({ name, value }) =>
        markdown(`*${fitted(name, 200)}*\n${fitted(value, LIMIT.field - 210)}`),
      ),
    })),
    ...(more === 0 ? [] : [section(`and ${more} more facts`)]),
  ]
}

/** The text without what the facts and commands show anyway, line by line. */
function textBlocks({ text, facts, next }: Alert): JsonObject[] {
  const shown = new Set([
    ...facts.flatMap(({ name, value }) => [value, `${name}: ${value}`]),
    ...next.slice(0, COMMANDS).flatMap((command) => [command, `Next: ${command}`]),
  ])
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !shown.has(line))
  const texts = packed(lines, LIMIT.section)
  const left = texts.slice(SECTIONS).join('\n').split('\n').length
  const more =
    texts.length > SECTIONS ? [`and ${left} more ${left === 1 ? 'line' : 'lines'}, as the e-mail says`] : []
  return [...texts.slice(0, SECTIONS), ...more].map(section)
}

function commandBlocks({ next }: Alert): JsonObject[] {
  return next.slice(0, COMMANDS).map((command) => section(codeBlock(command, LIMIT.section)))
}

function contextBlock({ kind, severity, account, zone, at }: Alert): JsonObject {
  const parts = [kind, severity, account, ...(zone === undefined ? [] : [zone]), at]
  return { type: 'context', elements: [markdown(fitted(parts.join(' · '), LIMIT.field))] }
}

function section(text: string): JsonObject {
  return { type: 'section', text: markdown(text) }
}

/** `verbatim`: nothing that looks like a link or a name becomes one. */
function markdown(text: string): JsonObject {
  return { type: 'mrkdwn', text, verbatim: true }
}
