/** A parameter of the template, as far as its default goes. */
export type Parameters = Readonly<Record<string, { readonly Default: string | number }>>

/** One parameter as a deployment gives it. */
export interface StackParameter {
  readonly ParameterKey: string
  readonly ParameterValue: string
}

/**
 * Every parameter of the stack with what `--param` says of it, or its default.
 *
 * @param resolve gives the value of a variable of the Serverless Framework: `param:Zones, ''`
 */
export async function stackParameters(
  parameters: Parameters,
  resolve: (variable: string) => Promise<unknown>,
): Promise<readonly StackParameter[]> {
  return await Promise.all(
    Object.entries(parameters).map(async ([ParameterKey, { Default }]) => ({
      ParameterKey,
      ParameterValue: String(await resolve(`param:${ParameterKey}, '${Default}'`)),
    })),
  )
}
