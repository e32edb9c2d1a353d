import { parseArn } from '../model/arn.ts'
import { parseFunctionName } from '../model/function-arn.ts'

/** A thing on the map, in two lines: its name, and the service that it is of. */
export function labelOf(arn: string): readonly string[] {
  const lambda = arn.startsWith('arn:') ? parseFunctionName(arn) : undefined
  if (lambda !== undefined) return [lambda.name, 'lambda']
  const { service, resource } = parseArn(arn) ?? {}
  return service === undefined || resource === undefined ? [arn] : [resource, service]
}

/** Text from elsewhere in one line: control characters and marks of direction are made visible. */
export function inOneLine(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
