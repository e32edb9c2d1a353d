import { CONTROL_PATH, type GatewayControl } from './settings.ts'

/**
 * The same control of a gateway that runs in another process.
 * @param url the gateway's address
 * @throws Error with the gateway's own words when it refuses what it is given
 */
export function remoteGateway(url: string): GatewayControl {
  const ask = async <Result>(method: string, path: string, body?: unknown): Promise<Result> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const answer = await fetch(new URL(CONTROL_PATH + path, url), init)
    if (!answer.ok) throw new Error(`the gateway refused ${method} ${path}: ${await answer.text()}`)
    return (await answer.json()) as Result
  }
  const tell = async (method: string, path: string, body?: unknown) => {
    await ask(method, path, body)
  }
  return {
    calls: () => ask('GET', 'calls'),
    clearCalls: () => tell('DELETE', 'calls'),
    setFaults: (faults) => tell('PUT', 'faults', faults),
    faults: () => ask('GET', 'faults'),
    setQuotas: (quotas) => tell('PUT', 'quotas', quotas),
    quotas: () => ask('GET', 'quotas'),
    setRegions: (regions) => tell('PUT', 'regions', regions),
    regions: () => ask('GET', 'regions'),
    setTrail: (options) => tell('PATCH', 'trail', options),
    trail: () => ask('GET', 'trail'),
    flush: () => tell('POST', 'flush'),
  }
}
