import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Message, bodyOf } from './slack-text.ts'

/** A message in the channel. */
export interface SlackMessage {
  readonly at: string
  /** What a notification shows: a sign of the severity, and the subject. */
  readonly text: string
  /** What the channel shows below it, without markup. */
  readonly body: string
}

/** Slack on this machine: one channel with an incoming webhook. */
export interface Slack {
  /** The webhook's address. It is one of HTTPS, as it must be; the emulator's functions speak plain HTTP to loopback. */
  readonly address: () => string
  /** What arrived in the channel, oldest first. */
  readonly messages: () => readonly SlackMessage[]
  /** The webhook's address is another one from now on: at the old one Slack refuses, as after a revocation. */
  renew(): void
  close(): Promise<void>
}

/** Starts a Slack on a free loopback port. */
export async function startSlack(): Promise<Slack> {
  const messages: SlackMessage[] = []
  let generation = 1
  const path = () => `/services/T0SHOP/B0HOLDFAST/${generation}`
  const server = createServer((request, response) => {
    void answer(request, response, request.url === path() ? messages : undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: () => `https://127.0.0.1:${port}${path()}`,
    messages: () => [...messages],
    renew() {
      generation += 1
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** @param channel where the message goes; without one nobody is there who takes it */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  channel: SlackMessage[] | undefined,
): Promise<void> {
  const body = await text(request)
  if (channel === undefined) {
    response.writeHead(404).end('no_service')
    return
  }
  const message = Message.parse(JSON.parse(body))
  channel.push({ at: new Date().toISOString(), text: message.text, body: bodyOf(message) })
  response.writeHead(200).end('ok')
}
