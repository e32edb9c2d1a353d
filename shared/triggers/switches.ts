/** As a kind, for what is read of the things that functions name: one switch for the facts of all services. */
export const REFERENCES = 'references'

/** The parameter of a deployment that switches the reading of a kind: `sns-subscription` by `ReadSnsSubscription`. */
export function switchOf(kind: string): string {
  return `Read${pascal(kind)}`
}

/** `sns-subscription` -> `SnsSubscription`: a kind in logical names of CloudFormation. */
export function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
