import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document, Node, Pair } from 'yaml'

/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** What is wrong with a file, where. */
export interface FileProblem {
  readonly place: Place
  /** The member that it is about: `plans.payments.retention`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
}

/** A YAML file that somebody wrote by hand. */
export interface YamlFile {
  /** What it says; `undefined` for an empty file, and when it is no YAML. */
  readonly value: unknown
  /** Why it is no YAML; empty when it is. */
  readonly problems: readonly FileProblem[]
  /**
   * Where a member stands: its value if that is one word or text, else its key. For one that is missing, where it
   * would have to be. `of: 'key'` for its key whatever the value.
   */
  readonly placeOf: (path: readonly PropertyKey[], of?: 'key') => Place
}

/** @param schema `core`: numbers are numbers; `failsafe`: every value is text, so that `012` keeps its zero */
export function readYaml(text: string, schema: 'core' | 'failsafe'): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    // Of the very first line an empty file has no position.
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const problems = document.errors.map(({ pos, message }) => ({
    place: placeAt(pos[0]),
    path: '',
    message: firstLine(message),
  }))
  const read = problems.length > 0 ? { value: undefined, problems } : readValue(document)
  return { ...read, placeOf: (path, of) => placeAt(offsetOf(document, path, of)) }
}

/** An alias can name an anchor that is not there, or be one of too many: the library finds out only here. */
function readValue(document: Document.Parsed): Pick<YamlFile, 'value' | 'problems'> {
  try {
    return { value: document.toJS() as unknown, problems: [] }
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return {
      value: undefined,
      problems: [{ place: { line: 1, column: 1 }, path: '', message: error.message }],
    }
  }
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], of?: 'key'): number {
  let node: unknown = document.contents
  let offset = startOf(node)
  for (const step of path) {
    const pair = pairOf(resolved(document, node), step)
    if (pair === undefined) return offset
    node = pair.value
    const isAtValue = of === undefined && isScalar(node) && node.value !== null
    offset = startOf(isAtValue ? node : pair.key)
  }
  return offset
}

function resolved(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node
}

function pairOf(node: unknown, step: PropertyKey): Pick<Pair, 'key' | 'value'> | undefined {
  if (isMap(node)) return node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
  if (!isSeq(node)) return undefined
  const value = node.items[Number(step)]
  return value === undefined ? undefined : { key: value, value }
}

function startOf(node: unknown): number {
  return (node as Partial<Node> | null)?.range?.[0] ?? 0
}

/** The parser draws the place below its message, and says it at the end of it. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '')
}
