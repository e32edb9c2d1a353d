import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildCli } from './built-cli.ts'
import { createClients } from './clients.ts'
import type { Estate } from './estate.ts'
import { createEstate } from './estate.ts'
import { leftRunning } from './left-running.ts'
import { Lifetime } from './lifetime.ts'
import { LocalError } from './local-error.ts'
import type { Machine } from './machine.ts'
import { startMachine } from './machine.ts'
import { readOptions } from './options.ts'
import { gatherPeople } from './people.ts'
import { EMULATOR_LOG } from './places.ts'
import { deployStack } from './stack.ts'
import type { SceneResult } from './story.ts'
import { playStory } from './story.ts'
import { subscribeOnCall } from './story/on-call.ts'
import { openStackVault } from './story/open-vault.ts'
import { Teller } from './story/teller.ts'

/** What `npm start` came to; with --json, the last line of standard output. */
interface Report {
  readonly ok: boolean
  readonly endpoint?: string
  readonly vault?: string
  readonly stack?: string
  readonly functions?: number
  readonly regions?: number
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
    const { stage, stack } = await setStage(machine, lifetime)
    const { estate } = stage
    const scenes = await playStory(stage, teller)
    const failed = scenes.find(({ ok }) => !ok)
    return {
      ok: !failed,
      endpoint: machine.endpoint,
      vault: stack.vaultUrl,
      stack: stack.stackName,
      ...countEstate(estate),
      seconds: seconds(),
      scenes,
      ...(failed?.error === undefined ? {} : { error: failed.error }),
    }
  } catch (cause) {
    return { ok: false, seconds: seconds(), scenes: [], error: messageOf(cause) }
  }
}

/** Deploys the service and creates what it protects. */
async function setStage({ endpoint, gateway, environment }: Machine, lifetime: Lifetime) {
  const inRegion = (region?: string) => createClients(endpoint, region)
  const clients = inRegion()
  const people = await gatherPeople(clients, endpoint)
  lifetime.add(() => people.close())
  const stack = await teller.step('Packaging the service and deploying its stack', () =>
    deployStack(clients, undefined, people.parameters),
  )
  const onCall = await subscribeOnCall(clients, stack.alertsTopic)
  const estate = await teller.step('Creating a sample estate in three regions and at the edge', () =>
    createEstate(inRegion),
  )
  const cli = await teller.step('Building the command line', async () => {
    const built = await buildCli(await temporaryFolder(lifetime))
    return built({ ...environment, HOLDFAST_VAULT: stack.vaultUrl, HOLDFAST_STACK: stack.stackName })
  })
  const stage = {
    clients,
    inRegion,
    gateway,
    estate,
    cli,
    onCall,
    people,
    ...openStackVault(stack.vaultUrl),
    ...stack,
  }
  return { stage, stack }
}

/** A folder that goes when everything else does. */
async function temporaryFolder(lifetime: Lifetime): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-cli-'))
  lifetime.add(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function countEstate({ functions, elsewhere }: Estate): Pick<Report, 'functions' | 'regions'> {
  const others = Object.values(elsewhere)
  return { functions: functions.length + others.flat().length, regions: 1 + others.length }
}

function messageOf(cause: unknown): string {
  if (cause instanceof LocalError) return cause.message
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}

function summarize({ ok, seconds, functions, regions, scenes, error }: Report): void {
  teller.line('')
  const fleet = `${functions} functions in ${regions} regions, and the edge`
  if (ok) teller.line(`All ${scenes.length} scenes went well: ${fleet}, protected in ${seconds} s.`)
  else teller.line(`${error}\n\nThe emulator's log is ${EMULATOR_LOG}`)
}

async function untilSignal(report: Report): Promise<void> {
  teller.line(leftRunning(process.env, report))
  await new Promise(() => setInterval(() => undefined, 2 ** 30))
}

await main()
