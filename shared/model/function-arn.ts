/** A function as a caller may name it: any member may be missing but the name. */
export interface FunctionName {
  readonly name: string
  readonly qualifier?: string
  readonly account?: string
  readonly region?: string
}

const FULL_ARN = /^arn:[\w-]+:lambda:([\w-]+):(\d{12}):function:([\w-]+)(?::([\w$.-]+|\$\{LATEST\}))?$/
const PARTIAL_ARN = /^(\d{12}):(?:function:)?([\w-]+)(?::([\w$-]+))?$/
const PLAIN = /^(?:function:)?([\w-]+)(?::([\w$-]+))?$/

/**
 * Reads the forms that Lambda's API accepts for `FunctionName`: `name`, `name:qualifier`,
 * `123456789012:function:name` and the full ARN, each with or without qualifier (API reference, GetFunction).
 *
 * @returns the parts that are named; `undefined` when the text is none of these forms
 */
export function parseFunctionName(text: string): FunctionName | undefined {
  const full = FULL_ARN.exec(text)
  if (full) return named({ region: full[1], account: full[2], name: full[3], qualifier: full[4] })
  const partial = PARTIAL_ARN.exec(text)
  if (partial) return named({ account: partial[1], name: partial[2], qualifier: partial[3] })
  const plain = PLAIN.exec(text)
  return plain ? named({ name: plain[1], qualifier: plain[2] }) : undefined
}

function named(parts: Record<string, string | undefined>): FunctionName | undefined {
  const { name, ...rest } = parts
  if (name === undefined) return undefined
  return { name, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) }
}
