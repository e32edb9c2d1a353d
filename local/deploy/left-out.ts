import * as z from 'zod'

const Template = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z.looseObject({ Metrics: z.unknown().optional() }).optional(),
    }),
  ),
})
type Resource = z.infer<typeof Template>['Resources'][string]

/**
 * The template without what the emulator's CloudFormation does not know: it refuses the whole stack for one such resource
 * (docs/local.md). Lists of the rest, as that of the dashboard's alarms, do not name them either.
 */
export function withoutUnknown(template: string): string {
  const { Resources, ...rest } = Template.parse(JSON.parse(template))
  const known = Object.entries(Resources).filter(([, resource]) => !isUnknown(resource))
  const ids = new Set(known.map(([id]) => id))
  const text = JSON.stringify({ ...rest, Resources: Object.fromEntries(known) })
  return JSON.stringify(
    JSON.parse(text, (_key, value: unknown) =>
      Array.isArray(value) ? value.filter((one) => isKnown(one, ids)) : value,
    ),
  )
}

const Attribute = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })

function isKnown(value: unknown, ids: ReadonlySet<string>): boolean {
  const { data } = Attribute.safeParse(value)
  return data === undefined || ids.has(data['Fn::GetAtt'][0])
}

function isUnknown({ Type, Properties }: Resource): boolean {
  // Alarms on an expression, and on what is usual.
  const isOfSeveral = Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined
  return isOfSeveral || Type === 'AWS::Logs::QueryDefinition'
}
