import type { Rule } from './policy.ts'
import { ruleFor, rulesOf } from './policy.ts'
import type { Template } from './packaged-template.ts'
import { attachedStatements, ofType, roleStatements, statementsOf } from './packaged-template.ts'
import { sampleStack } from './sample-stack.ts'
import { namesOf } from './stack-names.ts'

/** Who asks: a role of the template by its logical id, or a person to whom IAM allows everything, by his ARN. */
export type Asker = { readonly role: string } | { readonly person: string }

export type Context = Readonly<Record<string, string>>

/** What S3 and KMS would let somebody do with the vault and its key. */
export interface VaultAccess {
  /** Every role of the template. */
  readonly roles: readonly string[]
  /** @param key of an object; `undefined` for the bucket itself */
  object(by: Asker, action: string, key: string | undefined, context?: Context): boolean
  /** @param via the service that asks in the caller's name; `undefined` for a call of the caller's own */
  key(by: Asker, action: string, via?: string): boolean
  /** The statement of the bucket's policy that refuses it, if one does. */
  refusal(by: Asker, action: string, key: string | undefined, context?: Context): string | undefined
}

const VIA_S3 = 's3.eu-west-1.amazonaws.com'

/** What an action on an object does with the key, in the caller's name (S3 user guide, "Using SSE-KMS"). */
const NEEDS: Readonly<Record<string, string>> = {
  's3:GetObject': 'kms:Decrypt',
  's3:GetObjectVersion': 'kms:Decrypt',
  's3:PutObject': 'kms:GenerateDataKey',
}

/** To whom IAM allows everything: `AdministratorAccess`. */
const EVERYTHING: readonly Rule[] = [
  { sid: 'Everything', effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] },
]

/** @param operators what the parameter OperatorArns is, when it is not its default */
export function vaultAccess(template: Template, operators?: readonly string[]): VaultAccess {
  const stack = sampleStack(template)
  const resolve = namesOf(template, stack)
  const documentRules = (id: string, member: string) =>
    rulesOf(statementsOf(template.Resources[id]?.Properties[member]), resolve).map((rule) => ({
      ...rule,
      conditions: rule.conditions.map((one) =>
        operators !== undefined && rule.sid === 'OperatorsUseInS3' && one.key === 'aws:PrincipalArn'
          ? { ...one, values: operators }
          : one,
      ),
    }))
  const bucketRules = documentRules('VaultBucketPolicy', 'PolicyDocument')
  const keyRules = documentRules('VaultKey', 'KeyPolicy')
  const bucket = resolve({ 'Fn::GetAtt': ['VaultBucket', 'Arn'] })
  const keyArn = resolve({ 'Fn::GetAtt': ['VaultKey', 'Arn'] })
  const roles = ofType(template, 'AWS::IAM::Role').map(([id]) => id)
  const ofRoles = new Map(
    roles.map((id) => {
      const role = template.Resources[id]
      const own = role === undefined ? [] : roleStatements(role)
      return [id, rulesOf([...own, ...attachedStatements(template, id)], resolve)] as const
    }),
  )
  const own = (by: Asker) => ('person' in by ? EVERYTHING : (ofRoles.get(by.role) ?? []))
  const arnOf = (by: Asker) => ('person' in by ? by.person : resolve({ 'Fn::GetAtt': [by.role, 'Arn'] }))
  const askedOf = (by: Asker, action: string, key: string | undefined, context: Context = {}) => ({
    action,
    resource: key === undefined ? bucket : `${bucket}/${key}`,
    context: { 'aws:SecureTransport': 'true', 'aws:PrincipalArn': arnOf(by), ...context },
  })
  const key: VaultAccess['key'] = (by, action, via) => {
    const context = { 'aws:PrincipalArn': arnOf(by), ...(via !== undefined && { 'kms:ViaService': via }) }
    const asked = { action, resource: keyArn, context }
    // The key's policy lets the account decide by IAM: both must allow it.
    return ruleFor(own(by), 'Allow', asked) !== undefined && ruleFor(keyRules, 'Allow', asked) !== undefined
  }
  return {
    roles,
    key,
    refusal: (...asked) => ruleFor(bucketRules, 'Deny', askedOf(...asked))?.sid,
    object: (by, action, objectKey, context) => {
      const asked = askedOf(by, action, objectKey, context)
      const need = NEEDS[action]
      return (
        ruleFor(own(by), 'Allow', asked) !== undefined &&
        ruleFor(bucketRules, 'Deny', asked) === undefined &&
        (need === undefined || key(by, need, VIA_S3))
      )
    },
  }
}
