import { once } from 'node:events'
import { appendFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { ACCOUNT, ENABLED_REGIONS, HUB_REGION, clientEnvironment } from './emulator/environment.ts'
import { startEmulator } from './emulator.ts'
import type { Gateway, GatewayLog } from './gateway.ts'
import { startGateway } from './gateway.ts'
import { EMULATOR_LOG } from './places.ts'

/** What the emulator takes where a request names no account or region. */
const DEFAULTS = { account: ACCOUNT, region: HUB_REGION }

/** The emulator with its gateway: what stands for AWS on this machine. */
export interface Machine {
  /** The gateway's address: the endpoint for everybody. */
  readonly endpoint: string
  /** What an SDK, a command line or a test needs to find it. */
  readonly environment: Readonly<Record<string, string>>
  readonly gateway: Gateway
  stop(): Promise<void>
}

/**
 * Starts gateway and emulator on free loopback ports.
 *
 * @param report told when something slow begins
 * @param pauses share of the pauses before a repetition that really passes, for tests: 0.1 makes 30 s to 3 s
 * @throws LocalError when the emulator cannot be found, installed or started
 */
export async function startMachine(report: (line: string) => void, pauses = 1): Promise<Machine> {
  const port = await freePort()
  const emulator = await startEmulator(new URL(`http://127.0.0.1:${port}`), report, pauses)
  try {
    const gateway = await startGateway({
      target: emulator.url,
      port,
      log: logBeside,
      options: { defaults: DEFAULTS, regions: ENABLED_REGIONS },
    })
    return {
      endpoint: gateway.url,
      environment: clientEnvironment(gateway.url),
      gateway,
      async stop() {
        await gateway.close()
        await emulator.stop()
      },
    }
  } catch (error) {
    await emulator.stop()
    throw error
  }
}

/** Into the emulator's log. A line that cannot be written there is not worth ending for. */
const logBeside: GatewayLog = (message, facts) => {
  void appendFile(EMULATOR_LOG, `gateway: ${message} ${JSON.stringify(facts)}\n`).catch(() => undefined)
}

/** The emulator must know the gateway's address, and the gateway the emulator's: so one of them is chosen before. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
