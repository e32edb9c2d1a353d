import type { JsonObject } from '../model/json.ts'
import type { FunctionContent, FunctionPoint } from '../model/manifest.ts'
import { objectOf, textOf, without } from '../model/members.ts'
import { creationInput } from '../restore/configuration-input.ts'
import { mappingCreation } from '../restore/mapping-input.ts'
import { aliasParts, publishedPart } from './alias-parts.ts'
import type { Notes } from './notes.ts'
import { codePart, layerParts } from './packages.ts'
import type { Parts, Qualified } from './parts.ts'
import { permissionParts } from './permission-parts.ts'
import { qualifierIn, qualifiersOf } from './qualifiers.ts'
import type { Context } from './qualifiers.ts'

/** What stands beside the settings of a function in {@link Parts}. */
const ELSEWHERE = ['FunctionName', 'Role', 'Layers', 'Environment']

/**
 * Takes a function apart for a template.
 *
 * @param notes gets what no template can bring back
 */
export function takeApart(
  point: FunctionPoint,
  { withRole }: { readonly withRole: boolean },
  notes: Notes,
): Parts {
  const { resource, content, takenAt } = point
  const { configuration } = content
  const qualifiers = qualifiersOf(content)
  const context = { content, qualifiers, notes }
  noteGaps(point, notes)
  return {
    name: resource.name,
    settings: settingsOf(configuration, resource.name),
    role: { arn: textOf(configuration, 'Role') ?? '', made: withRole ? roleOf(content, notes) : undefined },
    environment: objectOf(objectOf(configuration, 'Environment'), 'Variables') as Record<string, string>,
    code: codePart(content.code, notes),
    layers: layerParts(content, notes),
    ...besideOf(content),
    published: publishedPart(context),
    aliases: aliasParts(context),
    permissions: permissionParts(context),
    urls: qualified(context, 'the function URL', content.urls),
    eventInvoke: qualified(context, 'the asynchronous settings', content.eventInvoke),
    mappings: mappingsOf(context, takenAt),
    triggers: (content.triggers ?? []).flatMap((trigger) => {
      const what = `the trigger ${trigger.kind} from ${trigger.source}`
      const qualifier = qualifierIn(qualifiers, trigger.invokes, { notes, what })
      return qualifier === undefined ? [] : [{ qualifier, trigger }]
    }),
    logGroup: content.logGroup ?? undefined,
  }
}

/** What could not be read when the point was taken. */
export function noteGaps({ gaps }: Pick<FunctionPoint, 'gaps'>, notes: Notes): void {
  for (const { part, reason } of gaps) notes.add(`${part} is missing from the point (${reason}).`)
}

function settingsOf(configuration: JsonObject, name: string): JsonObject {
  const input = ELSEWHERE.reduce(without, creationInput(configuration, name))
  const isDefault = textOf(objectOf(input, 'LoggingConfig'), 'LogGroup') === `/aws/lambda/${name}`
  return isDefault ? without(input, 'LoggingConfig.LogGroup') : input
}

function besideOf({ tags = {}, reservedConcurrency, recursion, ...content }: FunctionContent) {
  const own = Object.entries(tags).filter(([key]) => !key.startsWith('aws:'))
  const { FunctionArn: _arn, ...management } = content.runtimeManagement ?? {}
  const scaling = objectOf(content.scaling ?? {}, 'RequestedFunctionScalingConfig')
  return {
    tags: Object.fromEntries(own),
    reservedConcurrency: reservedConcurrency ?? undefined,
    recursion: textOf(recursion ?? {}, 'RecursiveLoop'),
    runtimeManagement: orUndefined(management),
    scaling: orUndefined(scaling),
    codeSigningArn: textOf(content.codeSigning ?? {}, 'CodeSigningConfigArn'),
  }
}

function roleOf({ role }: FunctionContent, notes: Notes): JsonObject | undefined {
  if (role === null || role === undefined) {
    notes.add('The execution role is not in the point: it is named by its ARN.')
    return undefined
  }
  notes.add('The execution role is made under a new name, for that of the old one may be taken.')
  return role
}

/** Things that name the function or its qualifier by `FunctionArn`, which is taken out. */
function qualified(
  { qualifiers, notes }: Context,
  what: string,
  all: readonly JsonObject[] = [],
): readonly Qualified[] {
  return all.flatMap((one) => {
    const qualifier = qualifierIn(qualifiers, textOf(one, 'FunctionArn') ?? '', { notes, what })
    return qualifier === undefined ? [] : [{ qualifier, settings: withoutEmpty(without(one, 'FunctionArn')) }]
  })
}

function mappingsOf(context: Context, takenAt: string): readonly Qualified[] {
  const mappings = context.content.eventSourceMappings ?? []
  if (mappings.some((one) => one['StartingPosition'] !== undefined))
    context.notes.add(
      'Mappings of streams begin anew, at LATEST if they were made so, else at TRIM_HORIZON: how far they had come is lost.',
    )
  return qualified(context, 'the event source mapping', mappings).map(({ qualifier, settings }) => {
    const start = settings['StartingPosition'] === 'LATEST' ? 'latest' : 'trim-horizon'
    const { FunctionName: _name, ...input } = mappingCreation(settings, { start, takenAt })
    return { qualifier, settings: { ...input, Enabled: textOf(settings, 'State') !== 'Disabled' } }
  })
}

/** An object less its members that are empty objects, which say nothing and are not taken in a request. */
function withoutEmpty(object: JsonObject): JsonObject {
  const members = Object.entries(object).map(([name, value]) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return [name, isObject ? withoutEmpty(value as JsonObject) : value] as const
  })
  return Object.fromEntries(
    members.filter(
      ([, value]) => typeof value !== 'object' || value === null || Object.keys(value).length > 0,
    ),
  )
}

function orUndefined(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length === 0 ? undefined : object
}
