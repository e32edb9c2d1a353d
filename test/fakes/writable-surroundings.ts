import type { JsonObject } from '../../shared/model/json.ts'
import type { TestEventsSchema } from '../../shared/ports/surroundings-api.ts'
import type { LogGroupWriter, RoleWriter, TestEventsWriter } from '../../shared/restore/restore-ports.ts'
import { ACCOUNT } from './fake-lambda.ts'
import { FakeSurroundings } from './fake-surroundings.ts'

/** Roles, log groups and test events that can be written to. */
export class WritableSurroundings
  extends FakeSurroundings
  implements RoleWriter, LogGroupWriter, TestEventsWriter
{
  /** Told of each write before it is done, and after. May throw: the process ends there. */
  onWrite: (operation: string, moment: 'before' | 'after') => void = () => {}

  createRole(input: JsonObject): Promise<JsonObject> {
    return this.#write('CreateRole', () => {
      const { RoleName, Path = '/', AssumeRolePolicyDocument, ...rest } = input
      const name = RoleName as string
      const Arn = `arn:aws:iam::${ACCOUNT}:role${Path as string}${name}`
      const document = JSON.parse(AssumeRolePolicyDocument as string) as JsonObject
      const role = { RoleName: name, Path, Arn, ...rest, AssumeRolePolicyDocument: document }
      this.roles.set(name, role)
      return role
    })
  }

  putInlinePolicy(role: string, PolicyName: string, PolicyDocument: JsonObject): Promise<void> {
    return this.#write('PutRolePolicy', () => {
      const others = (this.inline.get(role) ?? []).filter((one) => one['PolicyName'] !== PolicyName)
      this.inline.set(role, [...others, { PolicyName, PolicyDocument }])
    })
  }

  createPolicy(input: JsonObject): Promise<JsonObject> {
    return this.#write('CreatePolicy', () => {
      const { PolicyName, Path = '/', PolicyDocument, ...rest } = input
      const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy${Path as string}${PolicyName as string}`
      const document = JSON.parse(PolicyDocument as string) as JsonObject
      const policy = { PolicyName, PolicyArn, Path, ...rest, PolicyDocument: document } as JsonObject
      this.policies.set(PolicyArn, policy)
      return policy
    })
  }

  attachPolicy(role: string, PolicyArn: string): Promise<void> {
    return this.#write('AttachRolePolicy', () => {
      const others = (this.attached.get(role) ?? []).filter((one) => one['PolicyArn'] !== PolicyArn)
      this.attached.set(role, [...others, { PolicyName: PolicyArn.split('/').at(-1) ?? '', PolicyArn }])
    })
  }

  detachPolicy(role: string, arn: string): Promise<void> {
    return this.#write('DetachRolePolicy', () => {
      this.attached.set(
        role,
        (this.attached.get(role) ?? []).filter((one) => one['PolicyArn'] !== arn),
      )
    })
  }

  deleteInlinePolicy(role: string, name: string): Promise<void> {
    return this.#write('DeleteRolePolicy', () => {
      this.inline.set(
        role,
        (this.inline.get(role) ?? []).filter((one) => one['PolicyName'] !== name),
      )
    })
  }

  deletePolicy(arn: string): Promise<void> {
    return this.#write('DeletePolicy', () => void this.policies.delete(arn))
  }

  deleteRole(name: string): Promise<void> {
    return this.#write('DeleteRole', () => {
      this.roles.delete(name)
      this.inline.delete(name)
      this.attached.delete(name)
    })
  }

  createLogGroup(input: JsonObject): Promise<void> {
    return this.#write('CreateLogGroup', () => {
      const isThere = this.logGroups.some((group) => group['logGroupName'] === input['logGroupName'])
      if (!isThere) this.logGroups.push(input)
    })
  }

  setRetention(name: string, days: number | undefined): Promise<void> {
    return this.#write('PutRetentionPolicy', () => {
      this.logGroups = this.logGroups.map(({ retentionInDays, ...group }) => {
        if (group['logGroupName'] !== name)
          return { ...group, ...(retentionInDays !== undefined && { retentionInDays }) }
        return { ...group, ...(days !== undefined && { retentionInDays: days }) }
      })
    })
  }

  putTestEvents(name: string, events: Pick<TestEventsSchema, 'type' | 'content'>): Promise<void> {
    return this.#write('UpdateSchema', () => {
      const versions = this.testEvents.get(name) ?? []
      const { type, content } = events
      this.testEvents.set(name, [...versions, { type, content, version: String(versions.length + 1) }])
    })
  }

  deleteTestEvents(name: string): Promise<void> {
    return this.#write('DeleteSchema', () => void this.testEvents.delete(name))
  }

  async #write<T>(operation: string, change: () => T): Promise<T> {
    this.onWrite(operation, 'before')
    const answer = change()
    this.onWrite(operation, 'after')
    return answer
  }
}
