import type { Deployment } from '../../local/deploy.ts'
import type { Row } from '../fakes/play-insights.ts'
import { fieldsOf, playInsights } from '../fakes/play-insights.ts'
import { ofType, packagedTemplate } from '../wiring/packaged-template.ts'
import type { LogLine } from './put-metrics.ts'

/** One of the stack, or of a part of it that not every deployment has. */
type LogGroup =
  | { readonly Ref: string }
  | { readonly 'Fn::If': readonly [condition: string, { readonly Ref: string }, unknown] }

interface Query {
  readonly Name: { readonly 'Fn::Sub': string }
  readonly LogGroupNames: readonly LogGroup[]
  readonly QueryString: string
}

/**
 * What each saved query of the packaged template finds in lines of its log groups, by its name without the stack's.
 *
 * @param id what a person puts where a query asks for the id of a story
 */
export async function playSavedQueries(
  { resources }: Deployment,
  lines: readonly LogLine[],
  id: string,
): Promise<Readonly<Record<string, readonly Row[]>>> {
  const queries = ofType(await packagedTemplate(), 'AWS::Logs::QueryDefinition')
  const found = queries.map(([, { Properties }]) => {
    const { Name, LogGroupNames, QueryString } = Properties as unknown as Query
    const groups = LogGroupNames.map((one) => resources['Ref' in one ? one.Ref : one['Fn::If'][1].Ref])
    const events = lines
      .filter(({ group }) => groups.includes(group))
      .map(({ said, at }) => fieldsOf(said, at))
    const rows = playInsights(QueryString.replace('PUT THE ID HERE', id), events)
    return [Name['Fn::Sub'].replace('${AWS::StackName}/', ''), rows] as const
  })
  return Object.fromEntries(found)
}
