import { createClients } from './clients.ts'
import { createEstate } from './estate.ts'
import { Lifetime } from './lifetime.ts'
import { LocalError } from './local-error.ts'
import { startMachine } from './machine.ts'
import { readOptions } from './options.ts'
import { EMULATOR_LOG } from './places.ts'
import { deployStack } from './stack.ts'
import type { SceneResult } from './story.ts'
import { playStory } from './story.ts'
import { openStackVault } from './story/open-vault.ts'
import { Teller } from './story/teller.ts'

/** What `npm start` came to; with --json, the last line of standard output. */
interface Report {
  readonly ok: boolean
  readonly endpoint?: string
  readonly vault?: string
  readonly functions?: number
  readonly seconds: number
  readonly scenes: readonly SceneResult[]
  readonly error?: string
}

const teller = new Teller(process.stderr)
const began = Date.now()
const seconds = () => Math.round((Date.now() - began) / 100) / 10

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (typeof options === 'number') {
    process.exitCode = options
    return
  }
  const lifetime = new Lifetime((signal, exitCode) => {
    teller.line(`${signal}: stopping what was started`)
    process.exitCode ??= exitCode
  })
  const report = await perform(lifetime)
  process.exitCode = report.ok ? 0 : 1
  summarize(report)
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  if (options.keep && report.ok) await untilSignal(report)
  await lifetime.end()
}

async function perform(lifetime: Lifetime): Promise<Report> {
  try {
    const machine = await teller.step('Starting the emulator and its gateway', () =>
      startMachine((line) => teller.say(line)),
    )
    lifetime.add(() => machine.stop())
    Object.assign(process.env, machine.environment)
    const clients = createClients(machine.endpoint)
    const stack = await teller.step('Packaging the service and deploying its stack', () =>
      deployStack(clients),
    )
    const estate = await teller.step('Creating a sample estate of Lambda functions', () =>
      createEstate(clients),
    )
    const vault = openStackVault(stack.vaultUrl)
    const scenes = await playStory({ clients, gateway: machine.gateway, vault, estate, ...stack }, teller)
    const failed = scenes.find(({ ok }) => !ok)
    return {
      ok: !failed,
      endpoint: machine.endpoint,
      vault: stack.vaultUrl,
      functions: estate.functions.length,
      seconds: seconds(),
      scenes,
      ...(failed?.error === undefined ? {} : { error: failed.error }),
    }
  } catch (cause) {
    return { ok: false, seconds: seconds(), scenes: [], error: messageOf(cause) }
  }
}

function messageOf(cause: unknown): string {
  if (cause instanceof LocalError) return cause.message
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}

function summarize({ ok, seconds, functions, scenes, error }: Report): void {
  teller.line('')
  if (ok)
    teller.line(`All ${scenes.length} scenes went well: ${functions} functions protected, in ${seconds} s.`)
  else teller.line(`${error}\n\nThe emulator's log is ${EMULATOR_LOG}`)
}

async function untilSignal({ vault }: Report): Promise<void> {
  const names = [
    'AWS_ENDPOINT_URL',
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
  ]
  const exports = names.map((name) => `  export ${name}=${process.env[name]}`)
  teller.line(`Everything is left running. In another terminal:\n\n${exports.join('\n')}
  export HOLDFAST_VAULT=${vault}

  npx holdfast list
  aws lambda list-functions

Ctrl-C stops it.`)
  await new Promise(() => setInterval(() => undefined, 2 ** 30))
}

await main()
