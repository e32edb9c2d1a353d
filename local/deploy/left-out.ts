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
 * (docs/local.md). None of the rest refers to any of them.
 */
export function withoutUnknown(template: string): string {
  const { Resources, ...rest } = Template.parse(JSON.parse(template))
  const known = Object.entries(Resources).filter(([, resource]) => !isUnknown(resource))
  return JSON.stringify({ ...rest, Resources: Object.fromEntries(known) })
}

function isUnknown({ Type, Properties }: Resource): boolean {
  // Alarms on an expression, and on what is usual.
  const isOfSeveral = Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined
  return isOfSeveral || Type === 'AWS::Logs::QueryDefinition'
}
