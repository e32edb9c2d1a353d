/** `sns-subscription` -> `SnsSubscription`: the part of a logical name that stands for a kind. */
export function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** The parameter that switches the reading of a kind. */
export function parameterOf(kind: string): string {
  return `Read${pascal(kind)}`
}

/** The condition that holds while it is read. */
export function conditionOf(kind: string): string {
  return `Reads${pascal(kind)}`
}

/** As a kind, for the facts of what functions name: one switch for all services. */
export const REFERENCES = 'references'
