import type { ClientsIn } from '../estate.ts'
import { REGIONS } from '../emulator/environment.ts'
import type { Surroundings } from './surroundings.ts'
import { leaveStatementOfBucket, notifyOfParcels, notifyOfUploads } from './triggers/buckets.ts'
import { createPipe, createSchedules } from './triggers/by-role.ts'
import { bookPayments, renderInvoices, warmUp } from './triggers/events.ts'
import { createGraphqlApi } from './triggers/graphql-api.ts'
import { createFlagsApi, createGeoApi } from './triggers/http-apis.ts'
import { allowUnknown, mapDisabled } from './triggers/leftovers.ts'
import { createLoadBalancer } from './triggers/load-balancer.ts'
import { subscribeToAccessLog, subscribeToSignups, subscribeToTariffs } from './triggers/messages.ts'
import { createRestApi } from './triggers/rest-api.ts'
import { createConfigRule, createTopicRule, createUserPool, rotateSecret } from './triggers/services.ts'

/** ARNs of what wakes the functions of the hub's region, where an id that AWS gives is part of them. */
export type Sources = Awaited<ReturnType<typeof createTriggers>>

/**
 * Gives the functions of the hub's region what wakes them, with the permissions that it takes: function by function,
 * so that the events of each follow each other and are one change.
 */
export async function createTriggers(clientsIn: ClientsIn, around: Surroundings) {
  const clients = clientsIn()
  await warmUp(clients)
  const orders = await createRestApi(clients)
  const userPool = await createUserPool(clients)
  await subscribeToSignups(clients, around)
  const graph = await createGraphqlApi(clients, around)
  const geo = await createGeoApi(clients)
  const targetGroup = await createLoadBalancer(clients, around)
  const flags = await createFlagsApi(clients)
  await notifyOfUploads(clients, clientsIn(REGIONS.far))
  await renderInvoices(clients, around)
  await bookPayments(clients)
  await rotateSecret(clients, around)
  await leaveStatementOfBucket(clients)
  await subscribeToAccessLog(clients)
  const configRule = await createConfigRule(clients)
  await createTopicRule(clients)
  const restock = await createPipe(clients, around)
  const schedules = await createSchedules(clients, around)
  const { Reports: reports, SigningSecret: signingSecret } = around
  const apis = { orders, geo, flags, graph }
  return { ...schedules, ...apis, userPool, targetGroup, configRule, restock, reports, signingSecret }
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
