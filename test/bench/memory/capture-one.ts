import { readFile } from 'node:fs/promises'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import { ACCOUNT, HOME_REGION } from '../account.ts'
import { capturePorts } from '../fleet/capture-ports.ts'

/** Captures one function into the vault that is given, and prints this process's memory before and at its peak. */

const [vault = '', name = ''] = process.argv.slice(2)

/** Kilobytes: of Linux, or of the operating system's own account, where a parent's peak may be counted in. */
async function peak(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? process.resourceUsage().maxRSS)
}

const before = await peak()
const cause = { type: 'person', principal: 'bench' } as const
const request = { account: ACCOUNT, region: HOME_REGION, name, cause }
const outcome = await captureFunction(capturePorts(HOME_REGION, vault), request)
process.stdout.write(JSON.stringify({ before, peak: await peak(), outcome }))
