import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { RequestRejectedError } from '../../errors.ts'
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
    await bring(context, placeOf(context, qualifier), context.renumber(statements))
    return {}
  },
  async takeBack(_ports, { input }, context) {
    const before = await safetyContent(context)
    if (before === undefined) return undefined
    const { qualifier, statements } = Input.parse(input)
    const at = placeOf(context, qualifier)
    const policy = policyIn(before, at.qualifier)
    if (policy === undefined)
      return `The policy of ${at.arn} stays: the safety point could not read what it was.`
    const was = statementsOf(policy)
    await remove(
      context,
      at,
      statements.filter((one) => !was.some((other) => sidOf(other) === sidOf(one))),
    )
    await bring(
      context,
      at,
      was.filter((one) => statements.some((other) => sidOf(other) === sidOf(one))),
    )
    return undefined
  },
}

/** Adds what is missing, and puts what differs in place of what has its name. */
async function bring(
  context: StepContext,
  at: SettingPlace,
  statements: readonly JsonObject[],
): Promise<void> {
  const present = await presentStatements(context, at)
  for (const statement of statements) {
    const other = present.find((one) => sidOf(one) === sidOf(statement))
    if (isDeepStrictEqual(other, statement)) continue
    if (other !== undefined) await remove(context, at, [other])
    await context.place.writer.addPermission(inputOf(at, statement))
  }
}

async function remove(
  { place }: StepContext,
  at: SettingPlace,
  statements: readonly JsonObject[],
): Promise<void> {
  const ref = { name: at.name, ...given({ qualifier: at.qualifier }) }
  for (const statement of statements) await place.writer.removePermission(ref, sidOf(statement))
}

function inputOf({ name, qualifier }: SettingPlace, statement: JsonObject): JsonObject {
  const permission = permissionInput(statement)
  if (permission === undefined) {
    throw new RequestRejectedError(`AddPermission cannot make the statement ${sidOf(statement)} of ${name}.`)
  }
  return { FunctionName: name, ...given({ Qualifier: qualifier }), ...permission }
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

function sidOf(statement: JsonObject): string {
  return textOf(statement, 'Sid') ?? ''
}
