import type { Alert, AlertKind } from '../model/alert.ts'
import type { ResourceRef } from '../model/resource.ts'
import { alertHash } from '../vault/alert-layout.ts'

/** SNS: "no line breaks or control characters, and less than 100 characters long" (API reference, Publish). */
const SUBJECT_LENGTH = 99

/** Characters of a line of text, and of the value of a fact: enough for three ARNs. */
const LINE_LENGTH = 1000

/** Characters of a name that a subject or a line shows. */
const NAME_LENGTH = 80

/** Characters of a key, as the schema has it. */
const KEY_LENGTH = 1000

/** An alert before its text is put together. Lines, facts and commands may hold names from elsewhere. */
export interface Draft extends Pick<Alert, 'key' | 'state' | 'severity' | 'at' | 'account' | 'attributes'> {
  readonly kind: AlertKind
  /** Without `Holdfast:`. */
  readonly subject: string
  readonly lines: readonly string[]
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly next: readonly string[]
  readonly zone?: string | undefined
}

/** Puts an alert together: a subject that SNS takes, and a text in which nothing can hide. */
export function alertOf({ subject, lines, facts, next, zone, key, ...rest }: Draft): Alert {
  const commands = next.map(plainLine)
  return {
    ...rest,
    key: keyOf(key),
    subject: subjectLine(subject),
    text: [...lines.map(plainLine), ...commands.map((command) => `Next: ${command}`)].join('\n'),
    facts: facts.map(([name, value]) => ({ name, value: plainLine(value) })),
    next: commands,
    ...(zone !== undefined && { zone }),
  }
}

/** The subject of an alert, printable and short enough. */
export function subjectLine(what: string): string {
  return cut(plain(`Holdfast: ${what}`), SUBJECT_LENGTH)
}

/** A name from elsewhere, on one line and of limited length. */
export function shownName(name: string): string {
  return cut(plain(name), NAME_LENGTH)
}

/** `eu-west-1/orders`. */
export function shownResource({ zone, name }: Pick<ResourceRef, 'zone' | 'name'>): string {
  return `${zone}/${shownName(name)}`
}

function plainLine(line: string): string {
  return cut(plain(line), LINE_LENGTH)
}

/** What typesetting puts in the place of signs that every channel takes. */
const TYPESET: readonly (readonly [sign: RegExp, plain: string])[] = [
  [/[‘’]/g, "'"],
  [/[“”]/g, '"'],
  [/[–—]/g, '-'],
  [/…/g, '...'],
]

function plain(text: string): string {
  const untypeset = TYPESET.reduce((all, [sign, letters]) => all.replaceAll(sign, letters), text)
  return untypeset.replaceAll(/[^\x20-\x7e]/g, '?')
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 3)}...`
}

/** The key of an alert, as long as the schema lets it be: one that is cut ends in the hash of the whole. */
export function keyOf(key: string): string {
  return key.length <= KEY_LENGTH ? key : `${key.slice(0, KEY_LENGTH - 40).toWellFormed()}#${alertHash(key)}`
}
