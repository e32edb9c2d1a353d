import type { JsonObject } from '../../shared/model/json.ts'
import type { SurroundingsApi, TestEventsSchema } from '../../shared/ports/surroundings-api.ts'
import type { FakeCall } from './fake-lambda.ts'

/** The services around Lambda in memory. Calls are recorded one for each request that AWS would see. */
export class FakeSurroundings implements SurroundingsApi {
  readonly roles = new Map<string, JsonObject>()
  readonly inline = new Map<string, JsonObject[]>()
  readonly attached = new Map<string, JsonObject[]>()
  readonly policies = new Map<string, JsonObject>()
  logGroups: JsonObject[] = []
  subnets: JsonObject[] = []
  /** Those that are gone; every other one is there. */
  readonly goneGroups = new Set<string>()
  readonly goneImages = new Set<string>()
  zones: JsonObject[] = []
  /** Every version of the test events of each function, the newest last. */
  readonly testEvents = new Map<string, TestEventsSchema[]>()
  readonly calls: FakeCall[] = []
  before: (call: FakeCall, number: number) => Error | void = () => {}

  async getRole(name: string): Promise<JsonObject | undefined> {
    this.#answer('GetRole', name)
    return this.roles.get(name)
  }

  async listInlinePolicies(role: string): Promise<readonly JsonObject[]> {
    this.#answer('ListRolePolicies', role)
    const policies = this.inline.get(role) ?? []
    for (const _ of policies) this.#answer('GetRolePolicy', role)
    return policies
  }

  async listAttachedPolicies(role: string): Promise<readonly JsonObject[]> {
    this.#answer('ListAttachedRolePolicies', role)
    return this.attached.get(role) ?? []
  }

  async getManagedPolicy(arn: string): Promise<JsonObject | undefined> {
    this.#answer('GetPolicy', arn)
    this.#answer('GetPolicyVersion', arn)
    return this.policies.get(arn)
  }

  async getLogGroup(name: string): Promise<JsonObject | undefined> {
    this.#answer('DescribeLogGroups', name)
    return this.logGroups.find((group) => group['logGroupName'] === name)
  }

  async listLogGroups(prefix: string): Promise<readonly JsonObject[]> {
    this.#answer('DescribeLogGroups', prefix)
    return this.logGroups.filter((group) => (group['logGroupName'] as string).startsWith(prefix))
  }

  async listSecurityGroups(ids: readonly string[]): Promise<readonly JsonObject[]> {
    this.#answer('DescribeSecurityGroups', ids.join(','))
    return ids.filter((id) => !this.goneGroups.has(id)).map((GroupId) => ({ GroupId }))
  }

  async hasImage(uri: string): Promise<boolean> {
    this.#answer('DescribeImages', uri)
    return !this.goneImages.has(uri)
  }

  async listSubnets(ids: readonly string[]): Promise<readonly JsonObject[]> {
    this.#answer('DescribeSubnets', ids.join(','))
    return this.subnets.filter((subnet) => ids.includes(subnet['SubnetId'] as string))
  }

  async listAvailabilityZones(): Promise<readonly JsonObject[]> {
    this.#answer('DescribeAvailabilityZones', '')
    return this.zones
  }

  async getTestEvents(name: string, version?: string): Promise<TestEventsSchema | undefined> {
    this.#answer('DescribeSchema', name)
    return this.testEvents.get(name)?.findLast((one) => version === undefined || one.version === version)
  }

  operations(): string[] {
    return this.calls.map(({ operation }) => operation)
  }

  #answer(operation: string, target: string): void {
    const call = { operation, target }
    this.calls.push(call)
    const error = this.before(call, this.calls.length)
    if (error !== undefined) throw error
  }
}
