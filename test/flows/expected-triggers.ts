import { ACCOUNT, REGIONS } from '../../local/emulator/environment.ts'
import type { Estate } from '../../local/estate.ts'
import type { JsonObject } from '../../shared/model/json.ts'

/** What a recovery point must say of one trigger; of its settings at least these. */
export interface ExpectedTrigger {
  readonly kind: string
  readonly source: string
  readonly invokes: string
  readonly settings: JsonObject
}

type ByFunction = Readonly<Record<string, readonly ExpectedTrigger[]>>

/** ARN of something in the hub's region. */
function hubArn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGIONS.hub}:${ACCOUNT}:${resource}`
}

function functionArn(name: string, region: string = REGIONS.hub): string {
  return `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`
}

function trigger(kind: string, source: string, invokes: string, settings: JsonObject = {}): ExpectedTrigger {
  return { kind, source, invokes, settings }
}

/**
 * The triggers that the sample estate gives each of its functions in the hub's region, in order of kind and source.
 * Event source mappings are not among them, nor statements whose source does not use them.
 */
export function expectedHere(sources: Estate['sources']): ByFunction {
  return { ...expectedOfShop(sources), ...expectedOfServices(sources) }
}

/** Of those who sell. */
function expectedOfShop({ orders, geo, flags, targetGroup, graph }: Estate['sources']): ByFunction {
  const [ordersApi, geoLookup] = [functionArn('orders-api:live'), functionArn('geo-lookup')]
  return {
    'orders-api': [
      trigger('eventbridge-rule', hubArn('events', 'rule/warm-up'), ordersApi),
      trigger('rest-api', orders, ordersApi),
    ],
    'orders-worker': [],
    'orders-history': [trigger('appsync-data-source', graph, functionArn('orders-history'))],
    'geo-lookup': [trigger('http-api', geo, geoLookup), trigger('target-group', targetGroup, geoLookup)],
    'feature-flags': [trigger('http-api', flags, functionArn('feature-flags'))],
    'session-cleanup': [],
    'invoice-render': [
      trigger('eventbridge-rule', hubArn('events', 'rule/shop/orders-paid'), functionArn('invoice-render')),
    ],
    'image-resizer': [
      trigger('s3-notification', 'arn:aws:s3:::shop-uploads', functionArn('image-resizer'), {
        Id: 'resize',
        Events: ['s3:ObjectCreated:*'],
      }),
    ],
  }
}

/** Of those who work in the background. */
function expectedOfServices(sources: Estate['sources']): ByFunction {
  const [signup, webhook] = [functionArn('user-signup'), functionArn('payment-webhook')]
  const [auditor, stock] = [functionArn('audit-trail'), functionArn('stock-sync')]
  return {
    'user-signup': [
      trigger('appsync-authorizer', sources.graph, signup),
      trigger('rest-api', sources.orders, signup),
      trigger('sns-subscription', sources.reports, signup, {
        FilterPolicy: '{"event":["signed-up"]}',
        FilterPolicyScope: 'MessageAttributes',
      }),
      trigger('user-pool', sources.userPool, signup),
    ],
    'payment-webhook': [
      trigger('eventbridge-rule', hubArn('events', 'rule/payments-settled'), webhook),
      trigger('secret-rotation', sources.signingSecret, webhook),
    ],
    'nightly-report': [trigger('eventbridge-schedule', sources.nightly, functionArn('nightly-report'))],
    'price-model': [
      trigger('eventbridge-schedule', sources.weekly, functionArn('price-model'), { State: 'DISABLED' }),
      trigger('state-machine', sources.pricing, functionArn('price-model')),
    ],
    'audit-trail': [
      trigger('config-rule', sources.configRule, auditor),
      trigger('log-subscription', hubArn('logs', 'log-group:/shop/access'), auditor),
    ],
    'stock-sync': [
      trigger('iot-rule', hubArn('iot', 'rule/weighed'), stock),
      trigger('pipe', sources.restock, stock),
    ],
  }
}

/** The same outside of the hub's region. */
export const EXPECTED_ELSEWHERE: Readonly<Record<string, ByFunction>> = {
  [REGIONS.edge]: {
    'edge-headers': [],
    'fraud-score': [trigger('unknown', 'bedrock.amazonaws.com', functionArn('fraud-score', REGIONS.edge))],
  },
  [REGIONS.far]: {
    'parcel-tracker': [
      trigger('s3-notification', 'arn:aws:s3:::shop-parcels', functionArn('parcel-tracker', REGIONS.far), {
        Id: 'delivered',
      }),
    ],
    'tariff-lookup': [
      trigger(
        'sns-subscription',
        `arn:aws:sns:${REGIONS.edge}:${ACCOUNT}:shop-tariffs`,
        functionArn('tariff-lookup', REGIONS.far),
      ),
    ],
  },
}
