import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import type { FunctionContent } from '../../model/manifest.ts'
import { given, objectsOf, textOf } from '../../model/members.ts'
import { permissionInput } from '../permission-input.ts'
import { safetyContent } from '../pick-version.ts'
import type { SettingPlace } from '../setting.ts'
import { placeOf } from '../setting.ts'
import type { StepAction, StepContext } from '../step-action.ts'

const Input = z.object({ qualifier: z.string().optional(), statements: z.array(JsonObjectSchema) })

/** Lets in who was let in: statements of the policy of a function, version or alias. Those that came later stay. */
export const putPolicy: StepAction = {
  action: 'put-policy',
  async carryOut(_ports, { input }, context) {
    const { qualifier, statements } = Input.parse(input)
    await exchange(context, placeOf(context, qualifier), { out: [], in: context.renumber(statements) })
    return {}
  },
  async takeBack(_ports, { input }, context) {
    const before = await safetyContent(context)
    if (before === undefined) return undefined
    const { qualifier, statements } = Input.parse(input)
    const at = placeOf(context, qualifier)
    const policy = policyIn(before, at.qualifier)
    if (policy === undefined)
      return `The policy of ${arnOf(at)} stays: the safety point could not read what it was.`
    const added = context.renumber(statements)
    const was = statementsOf(policy).filter((one) => added.some((other) => isOfOneName(one, other)))
    await exchange(context, at, { out: added, in: was })
    return undefined
  },
}

/** Statements that go, and those that come; what is of one name is exchanged. */
interface Exchange {
  readonly out: readonly JsonObject[]
  readonly in: readonly JsonObject[]
}

/** Statement by statement where AddPermission can say them all; otherwise the policy as a whole. */
async function exchange(context: StepContext, at: SettingPlace, wanted: Exchange): Promise<void> {
  const present = await presentStatements(context, at)
  const stays = (one: JsonObject) => wanted.in.some((other) => isDeepStrictEqual(one, other))
  const goes = (one: JsonObject) => [...wanted.out, ...wanted.in].some((other) => isOfOneName(one, other))
  const out = present.filter((one) => goes(one) && !stays(one))
  const come = wanted.in.filter((one) => !present.some((other) => isDeepStrictEqual(one, other)))
  const permissions = come.map(permissionInput).filter((one) => one !== undefined)
  if (permissions.length < come.length || out.some((one) => textOf(one, 'Sid') === undefined)) {
    await setWhole(context, at, [...present.filter((one) => !out.includes(one)), ...come])
    return
  }
  const { writer } = context.place
  const { name, qualifier } = at
  for (const one of out)
    await writer.removePermission({ name, ...given({ qualifier }) }, textOf(one, 'Sid') ?? '')
  for (const one of permissions) {
    await writer.addPermission({ FunctionName: name, ...given({ Qualifier: qualifier }), ...one })
  }
}

async function setWhole(
  { place }: StepContext,
  at: SettingPlace,
  statements: readonly JsonObject[],
): Promise<void> {
  const policy = { Version: '2012-10-17', Id: 'default', Statement: [...statements] }
  await place.writer.setPolicy(arnOf(at), statements.length === 0 ? undefined : policy)
}

/** Statements are told apart by their Sid; those that have none by all that they say. */
function isOfOneName(a: JsonObject, b: JsonObject): boolean {
  const sid = textOf(a, 'Sid')
  return sid === undefined ? isDeepStrictEqual(a, b) : sid === textOf(b, 'Sid')
}

function arnOf({ arn, qualifier }: SettingPlace): string {
  return qualifier === undefined ? arn : `${arn}:${qualifier}`
}

async function presentStatements({ place }: StepContext, at: SettingPlace): Promise<readonly JsonObject[]> {
  const ref = { name: at.name, ...given({ qualifier: at.qualifier }) }
  return statementsOf((await place.lambda.getPolicy(ref)) ?? null)
}

/** The policy that a content has of a function, version or alias. */
export function policyIn(content: FunctionContent, qualifier: string | undefined): JsonValue | undefined {
  if (qualifier === undefined) return content.policy
  const alias = content.aliases?.find(({ name }) => name === qualifier)
  const version = content.versions?.find((one) => one.version === qualifier)
  if (content.aliases === undefined || content.versions === undefined) return undefined
  return alias === undefined && version === undefined ? null : (alias ?? version)?.policy
}

/** The statements of a policy; none of one that is not there. */
export function statementsOf(policy: JsonValue): readonly JsonObject[] {
  const parsed = JsonObjectSchema.safeParse(policy)
  return parsed.success ? objectsOf(parsed.data, 'Statement') : []
}
