import { sqsChangeQueue } from '../aws/change-queue.ts'
import { secretReader } from '../aws/secrets.ts'
import { cachedSecret } from '../delivery/cached-secret.ts'
import type { Channel, DeliveryPorts } from '../delivery/delivery-ports.ts'
import { serverPause } from '../delivery/server-pause.ts'
import { slackChannel } from '../delivery/slack-channel.ts'
import { webhookChannel } from '../delivery/webhook-channel.ts'
import { clock } from './clock.ts'
import { httpPoster } from './http-post.ts'
import { logPort, metricsPort } from './observability.ts'
import type { DeliverySettings } from './settings.ts'
import { readSlackSettings, readWebhookSettings } from './settings.ts'

/** What send-to-slack touches outside itself. @throws SettingInvalidError */
export function slackWorld(): DeliveryPorts {
  const settings = readSlackSettings(process.env)
  return deliveryPorts(
    settings,
    slackChannel(
      cachedSecret(secretReader(settings.HOLDFAST_CHANNEL_SECRET), clock),
      settings.HOLDFAST_SLACK_MINIMUM_SEVERITY,
    ),
  )
}

/** What send-to-webhook touches outside itself. @throws SettingInvalidError */
export function webhookWorld(): DeliveryPorts {
  const settings = readWebhookSettings(process.env)
  const secret = cachedSecret(secretReader(settings.HOLDFAST_CHANNEL_SECRET), clock)
  return deliveryPorts(settings, webhookChannel(settings.HOLDFAST_WEBHOOK_URL, secret))
}

function deliveryPorts(settings: DeliverySettings, channel: Channel): DeliveryPorts {
  const queue = sqsChangeQueue({
    changes: settings.HOLDFAST_CHANNEL_QUEUE,
    deadLetters: settings.HOLDFAST_CHANNEL_DEAD_LETTERS,
  })
  const pause = serverPause(clock)
  return { channel, post: httpPoster(), pause, queue, clock, log: logPort, metrics: metricsPort }
}
