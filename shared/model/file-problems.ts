import { closestMatch } from 'leven'
import * as z from 'zod'
import { schemaAt } from './schema-at.ts'
import type { FileProblem, YamlFile } from './yaml-file.ts'

/** What a file says, or what is wrong with it: never both, and never neither. */
export type FileReading<T> =
  | { readonly value: T; readonly problems?: never }
  | { readonly value?: never; readonly problems: readonly FileProblem[] }

/**
 * Holds a file against a schema. An empty file is an empty mapping.
 *
 * @returns its meaning, or each problem with its place and what is allowed there, in order of place
 */
export function readAs<T>(file: YamlFile, schema: z.ZodType<T>): FileReading<T> {
  if (file.problems.length > 0) return { problems: file.problems }
  const parsed = schema.safeParse(file.value ?? {})
  if (parsed.success) return { value: parsed.data }
  const problems = withoutConsequences(parsed.error.issues).flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? unknownKeys(file, schema, issue) : [problemOf(file, issue)],
  )
  return { problems: problems.toSorted(byPlace) }
}

/** Of a mapping with unknown keys a schema may also say that it lacks known ones: the first says enough. */
function withoutConsequences(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const misspelt = issues.filter(({ code }) => code === 'unrecognized_keys')
  const isMisspelt = ({ path }: z.core.$ZodIssue) =>
    misspelt.some((one) => pathText(one.path) === pathText(path))
  return issues.filter((issue) => issue.code !== 'custom' || !isMisspelt(issue))
}

/** Orders problems as a reader meets them. */
export function byPlace(a: FileProblem, b: FileProblem): number {
  return a.place.line - b.place.line || a.place.column - b.place.column
}

/** A member as people write it: `plans.payments.select[0]`. */
export function pathText(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
  return steps.join('').replace(/^\./, '')
}

/** ` Did you mean "schedules"?`; empty when nothing known is spelt nearly so. */
export function didYouMean(text: string, known: readonly string[]): string {
  const closest = closestMatch(text, known, { maxDistance: Math.min(3, Math.ceil(text.length / 3)) })
  return closest === undefined ? '' : ` Did you mean "${closest}"?`
}

function unknownKeys(
  { placeOf }: YamlFile,
  schema: z.ZodType,
  { keys, path }: z.core.$ZodIssueUnrecognizedKeys,
): readonly FileProblem[] {
  const found = schemaAt(schema, path)
  const known = found instanceof z.ZodObject ? Object.keys(found.shape) : []
  return keys.map((key) => ({
    place: placeOf([...path, key], 'key'),
    path: pathText([...path, key]),
    message: `is not known.${didYouMean(key, known)} Allowed here: ${known.join(', ')}.`,
  }))
}

function problemOf({ value, placeOf }: YamlFile, issue: z.core.$ZodIssue): FileProblem {
  const ofKey = issue.code === 'invalid_key' ? 'key' : undefined
  return {
    place: placeOf(issue.path, ofKey),
    path: pathText(issue.path),
    message: said(issue, memberAt(value, issue.path)),
  }
}

function said(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message
  if (issue.code === 'invalid_value') return notAmong(issue.values.map(String), value)
  return issue.code === 'invalid_type' ? wrongType(issue.expected, value, issue.message) : issue.message
}

function notAmong(allowed: readonly string[], value: unknown): string {
  const hint = typeof value === 'string' ? didYouMean(value, allowed) : ''
  const must = allowed.length === 1 ? 'must be' : 'must be one of'
  return `${value === undefined ? 'is missing; it ' : ''}${must} ${allowed.join(', ')}.${hint}`
}

/** What people call the types of YAML. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

function wrongType(expected: string, value: unknown, message: string): string {
  const type = TYPES[expected]
  if (type === undefined) return message
  if (value === undefined) return `is missing; it must be ${type}.`
  if (value === null) return `is empty; it must be ${type}.`
  const isBare = type === 'text' && (typeof value === 'number' || typeof value === 'boolean')
  return `must be ${type}.${isBare ? ` Write it in quotes: '${String(value)}'.` : ''}`
}

function memberAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (member, step) => (typeof member === 'object' && member !== null ? Reflect.get(member, step) : undefined),
    value,
  )
}
