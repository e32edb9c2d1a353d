import type { CallHooks } from './call-hooks.ts'
import { joinHooks } from './call-hooks.ts'
import type { AwsClient, ClientConfig, Credentials } from './clients.ts'
import { createClient } from './clients.ts'
import { sourcePacing } from './source-pacing.ts'

/** The way to any service: one client for each class and region, with its connections. */
export interface ClientDoor {
  client<C extends AwsClient>(Client: new (config: ClientConfig) => C, region: string): C
}

/**
 * Makes clients as they are asked for, and keeps them.
 *
 * @param home the region of what belongs to none: roles, and whatever an ARN names no region of
 * @param hooks see every request of the SDK
 * @param credentials instead of the caller's own
 */
export function openDoor(home: string, hooks: CallHooks = {}, credentials?: Credentials): ClientDoor {
  const clients = new Map<unknown, Map<string, AwsClient>>()
  const all = joinHooks(sourcePacing(), hooks)
  return {
    client<C extends AwsClient>(Client: new (config: ClientConfig) => C, named: string): C {
      const region = named === '' ? home : named
      const regions = clients.get(Client) ?? new Map<string, AwsClient>()
      const client = regions.get(region) ?? createClient(Client, { region, hooks: all, credentials })
      regions.set(region, client)
      clients.set(Client, regions)
      return client as C
    },
  }
}
