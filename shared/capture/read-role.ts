import type { JsonObject } from '../model/json.ts'
import type { Gap } from '../model/manifest.ts'
import type { SurroundingsApi } from '../ports/surroundings-api.ts'
import { GapLog } from '../model/gaps.ts'
import { given, objectsOf, textOf } from '../model/members.ts'
import { sorted, split } from './normalise.ts'

/** A role with its policies, and the parts of it that could not be read. */
export interface RoleReading {
  /** `null` when there is no such role; `undefined` when it could not be read. */
  readonly role: JsonObject | null | undefined
  readonly gaps: readonly Gap[]
}

/**
 * Reads an execution role: trust policy, inline policies, attached policies; those of the customer with their
 * document, AWS's own by name, for nobody can change or lose them.
 */
export async function readRole(surroundings: SurroundingsApi, name: string): Promise<RoleReading> {
  const gaps = new GapLog()
  const found = await gaps.read('role', async () => (await surroundings.getRole(name)) ?? null)
  if (found === null || found === undefined) return { role: found, gaps: gaps.all }
  const inline = await gaps.read('role/InlinePolicies', () => surroundings.listInlinePolicies(name))
  const attached = await gaps.read('role/AttachedPolicies', () => surroundings.listAttachedPolicies(name))
  const policies = given({
    InlinePolicies: inline && sorted(inline, 'PolicyName'),
    AttachedPolicies: attached && (await withDocuments(surroundings, sorted(attached, 'PolicyArn'), gaps)),
  })
  const { kept } = split('Role', found)
  const tags = kept['Tags'] === undefined ? {} : { Tags: sorted(objectsOf(kept, 'Tags'), 'Key') }
  return { role: { ...kept, ...tags, ...policies }, gaps: gaps.all }
}

async function withDocuments(
  surroundings: SurroundingsApi,
  attached: readonly JsonObject[],
  gaps: GapLog,
): Promise<readonly JsonObject[]> {
  const documented: JsonObject[] = []
  for (const policy of attached) {
    const arn = textOf(policy, 'PolicyArn') ?? ''
    const document = isOfAws(arn)
      ? undefined
      : await gaps.read(`role/AttachedPolicies/${arn}`, () => surroundings.getManagedPolicy(arn))
    documented.push({ ...policy, ...document })
  }
  return documented
}

/** `arn:aws:iam::aws:policy/...`: the account of AWS's managed policies is `aws`. */
function isOfAws(arn: string): boolean {
  return arn.split(':')[4] === 'aws'
}
