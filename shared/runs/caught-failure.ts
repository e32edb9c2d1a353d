import * as z from 'zod'
import * as errors from '../errors.ts'
import type { Failure } from '../model/run.ts'

/** What a function of ours threw, as Lambda hands it to Step Functions: the error's name and message (Lambda developer guide, "Node.js exceptions"). */
const Thrown = z.object({ errorType: z.string(), errorMessage: z.string() })

/** What Step Functions catches: `Cause` is the JSON text of what a function threw, or plain text of AWS. */
const Caught = z.object({ Error: z.string(), Cause: z.string().optional() })

/**
 * A failure as Step Functions hands it over. The message of an error that Holdfast raises on purpose never holds a
 * secret, and is what a person needs; any other text may quote what must not be shown, and is not repeated.
 */
export const CaughtFailure = Caught.transform(({ Error: name, Cause }): Failure => {
  const kind = kindOf(name)
  const message = kind && messageIn(Cause)
  if (kind === undefined || message === undefined) {
    return {
      error: name,
      message: 'The step failed for good: see the log of its function.',
      retryable: false,
    }
  }
  return { error: name, message, retryable: new kind(message).retryable }
})

/**
 * A failure, or `none`: of a step that comes also when nothing failed. A null would say so, too, but templates of
 * CloudFormation have none, and the packager leaves one out without a word; a path that finds nothing is an error.
 */
export const PossibleFailure = z.union([z.literal('none').transform(() => undefined), CaughtFailure])

type Kind = new (message: string) => errors.HoldfastError

const KINDS: Readonly<Record<string, unknown>> = errors

function kindOf(name: string): Kind | undefined {
  const found = KINDS[name]
  return typeof found === 'function' && found.prototype instanceof errors.HoldfastError
    ? (found as Kind)
    : undefined
}

function messageIn(cause: string | undefined): string | undefined {
  try {
    return Thrown.safeParse(JSON.parse(cause ?? '')).data?.errorMessage
  } catch {
    return undefined
  }
}
