import type { IncomingMessage, ServerResponse } from 'node:http'
import { json as readJson } from 'node:stream/consumers'
import * as z from 'zod'
import { sendAnswer } from './exchange.ts'
import { CONTROL_PATH, Faults, type GatewayControl, Quotas, Regions, TrailChange } from './settings.ts'

type Action = (gateway: GatewayControl, body: unknown) => Promise<unknown>

const ACTIONS: Readonly<Record<string, Action>> = {
  'GET health': async () => ({ ok: true }),
  'GET calls': (gateway) => gateway.calls(),
  'DELETE calls': (gateway) => gateway.clearCalls(),
  'GET faults': (gateway) => gateway.faults(),
  'PUT faults': (gateway, body) => gateway.setFaults(Faults.parse(body)),
  'DELETE faults': (gateway) => gateway.setFaults([]),
  'GET quotas': (gateway) => gateway.quotas(),
  'PUT quotas': (gateway, body) => gateway.setQuotas(Quotas.parse(body)),
  'DELETE quotas': (gateway) => gateway.setQuotas([]),
  'GET regions': (gateway) => gateway.regions(),
  'PUT regions': (gateway, body) => gateway.setRegions(Regions.parse(body)),
  'DELETE regions': (gateway) => gateway.setRegions(null),
  'GET trail': (gateway) => gateway.trail(),
  'PATCH trail': (gateway, body) => gateway.setTrail(TrailChange.parse(body)),
  'POST flush': (gateway) => gateway.flush(),
}

/** Answers a request under the reserved path: 404 for an unknown one, 400 for a body that is not what it takes. */
export async function answerControl(
  gateway: GatewayControl,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (message.url ?? '').slice(CONTROL_PATH.length)
  const action = ACTIONS[`${message.method} ${path}`]
  if (action === undefined) return answerJson(response, 404, { message: `no ${message.method} ${path}` })
  try {
    const takesBody = message.method === 'PUT' || message.method === 'PATCH'
    const result = await action(gateway, takesBody ? await readJson(message) : undefined)
    return answerJson(response, 200, result ?? {})
  } catch (error) {
    if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error
    return answerJson(response, 400, { message: error.message })
  }
}

function answerJson(response: ServerResponse, status: number, value: unknown): Promise<void> {
  const body = Buffer.from(JSON.stringify(value))
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
  return sendAnswer(response, { status, headers, body })
}
