import { requestSigner } from '../aws/sign-request.ts'
import { httpsAddress } from '../delivery/https-address.ts'
import type { LogDeliveryPorts } from '../log-delivery/log-delivery-ports.ts'
import { bulkPoster } from './bulk-post.ts'
import { clock } from './clock.ts'
import { logPort } from './observability.ts'
import { readLogDeliverySettings } from './settings.ts'

/** What deliver-logs touches outside itself. @throws SettingInvalidError */
export function logDeliveryWorld(): LogDeliveryPorts {
  const settings = readLogDeliverySettings(process.env)
  const endpoint = httpsAddress(settings.HOLDFAST_OPENSEARCH_ENDPOINT, 'The parameter OpenSearchEndpoint')
  const [, , , region = ''] = settings.HOLDFAST_OPENSEARCH_DOMAIN.split(':')
  return { post: bulkPoster(endpoint, requestSigner({ service: 'es', region, clock })), clock, log: logPort }
}
