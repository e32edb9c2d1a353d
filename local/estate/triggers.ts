import type { ClientsIn } from '../estate.ts'
import { REGIONS } from '../emulator/environment.ts'
import type { Surroundings } from './surroundings.ts'
import { leaveStatementOfBucket, notifyOfParcels, notifyOfUploads } from './triggers/buckets.ts'
import { type RoleSources, createRoleSources } from './triggers/by-role.ts'
import { createRules } from './triggers/events.ts'
import { type HttpApis, createHttpApis } from './triggers/http-apis.ts'
import { allowUnknown, mapDisabled } from './triggers/leftovers.ts'
import { createLoadBalancer } from './triggers/load-balancer.ts'
import { subscribeToAccessLog, subscribeToSignups, subscribeToTariffs } from './triggers/messages.ts'
import { createRestApi } from './triggers/rest-api.ts'
import { createConfigRule, createTopicRule, createUserPool, rotateSecret } from './triggers/services.ts'

/** ARNs of what wakes the functions of the hub's region, where an id that AWS gives is part of them. */
export interface Sources extends RoleSources, HttpApis {
  readonly orders: string
  readonly userPool: string
  readonly targetGroup: string
  readonly configRule: string
  readonly reports: string
  readonly signingSecret: string
}

/** Gives the functions of the hub's region what wakes them, with the permissions that it takes. */
export async function createTriggers(clientsIn: ClientsIn, around: Surroundings): Promise<Sources> {
  const clients = clientsIn()
  const [byRole, apis, orders, userPool, targetGroup, configRule] = await Promise.all([
    createRoleSources(clients, around),
    createHttpApis(clients),
    createRestApi(clients),
    createUserPool(clients),
    createLoadBalancer(clients, around),
    createConfigRule(clients),
    createTopicRule(clients),
    rotateSecret(clients, around),
    notifyOfUploads(clients, clientsIn(REGIONS.far)),
    leaveStatementOfBucket(clients),
    subscribeToSignups(clients, around),
    subscribeToAccessLog(clients),
    createRules(clients, around),
  ])
  const { Reports: reports, SigningSecret: signingSecret } = around
  return { ...byRole, ...apis, orders, userPool, targetGroup, configRule, reports, signingSecret }
}

/** The same outside of the hub's region. */
export async function createTriggersElsewhere(clientsIn: ClientsIn): Promise<void> {
  const [far, edge] = [clientsIn(REGIONS.far), clientsIn(REGIONS.edge)]
  await Promise.all([
    notifyOfParcels(far),
    subscribeToTariffs(edge, far),
    allowUnknown(edge),
    mapDisabled(edge),
  ])
}
