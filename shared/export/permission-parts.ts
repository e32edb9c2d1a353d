import type { JsonObject, JsonValue } from '../model/json.ts'
import { objectsOf, textOf } from '../model/members.ts'
import { permissionInput } from '../restore/permission-input.ts'
import type { Qualified, Qualifier } from './parts.ts'
import type { Context } from './qualifiers.ts'

/** The statements of every policy of a function, as AddPermission makes them. */
export function permissionParts(context: Context): readonly Qualified[] {
  const { content, qualifiers, notes } = context
  const versions = content.versions ?? []
  for (const { version, policy } of versions.filter((one) => one.version !== qualifiers.newest))
    if (statementsOf(policy).length > 0)
      notes.add(
        `Left out: the policy of version ${version}, for a template cannot publish old versions again.`,
      )
  return [
    ...partsOf(context, { type: 'function' }, content.policy),
    ...(content.aliases ?? []).flatMap(({ name, policy }) =>
      partsOf(context, { type: 'alias', name }, policy),
    ),
    ...versions
      .filter(({ version }) => version === qualifiers.newest)
      .flatMap(({ policy }) => partsOf(context, { type: 'published' }, policy)),
  ]
}

function partsOf(
  { notes }: Context,
  qualifier: Qualifier,
  policy: JsonValue | undefined,
): readonly Qualified[] {
  return statementsOf(policy).flatMap((statement) => {
    const settings = permissionInput(statement)
    if (settings !== undefined) return [{ qualifier, settings }]
    notes.add(
      `Statement ${textOf(statement, 'Sid') ?? 'without a Sid'} of the policy cannot be said by a template.`,
    )
    return []
  })
}

function statementsOf(policy: JsonValue | undefined): readonly JsonObject[] {
  const isObject = typeof policy === 'object' && policy !== null && !Array.isArray(policy)
  return isObject ? objectsOf(policy as JsonObject, 'Statement') : []
}
