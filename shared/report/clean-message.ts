import type { Failure } from '../model/run.ts'

/** UTF-16 units of a message that a report keeps: enough to name a principal, an action and a resource by ARN. */
const MESSAGE_LENGTH = 500

/**
 * A message from elsewhere, fit for a report: one line of limited length, without control characters, and without
 * the query of any address in it, which is where a presigned URL has its signature and its token.
 */
export function cleanMessage(message: string): string {
  const line = message
    .replaceAll(/(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, '$1?…')
    .replaceAll(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ')
    .trim()
  return line.length <= MESSAGE_LENGTH ? line : `${line.slice(0, MESSAGE_LENGTH - 1).toWellFormed()}…`
}

/** A failure whose message is fit for a report. */
export function cleanFailure(failure: Failure): Failure {
  return { ...failure, message: cleanMessage(failure.message) }
}
