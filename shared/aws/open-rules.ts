import { EC2Client } from '@aws-sdk/client-ec2'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { EventRulesApi, RegionsApi } from '../ports/zones-api.ts'
import type { ClientOptions } from './clients.ts'
import { createClient } from './clients.ts'
import { eventRulesApi } from './event-rules.ts'
import { regionsApi } from './regions.ts'

/** The account's regions, asked in the given one, or in the caller's own. */
export function openRegions(options: Pick<ClientOptions, 'region' | 'hooks'> = {}): RegionsApi {
  return regionsApi(createClient(EC2Client, options))
}

/** The rules of one region. */
export function openRules(region: string, hooks?: ClientOptions['hooks']): EventRulesApi {
  return eventRulesApi(createClient(EventBridgeClient, { region, hooks }), region)
}
