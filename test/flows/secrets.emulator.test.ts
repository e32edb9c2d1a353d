import { beforeAll, describe, expect, test } from '@jest/globals'
import { CreateFunctionCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { REGIONS } from '../../local/emulator/environment.ts'
import { sampleSecret } from '../../local/estate/generated.ts'
import { startRun, untilEnded } from '../../local/story/backup-run.ts'
import { newestPoint } from '../../local/story/newest-point.ts'
import { untilQuiet } from '../../local/story/quiet.ts'
import { underFaults } from '../../local/story/under-faults.ts'
import type { Written } from './everything-written.ts'
import { everythingWritten } from './everything-written.ts'
import { FLOW_TIMEOUT, newCode, openFlow, smallFunction } from './flow.ts'
import { PRESIGNED } from './presigned.ts'

// Runs after all other tests (test/last-tests.mjs): what their flows wrote is searched too.
const flow = openFlow()
const SECRET = sampleSecret('test/flows/secrets')
const Environment = { Variables: { API_KEY: SECRET } }
const names = { change: '', run: 'flow-secrets-run' }

let everything: readonly Written[]

/** A change and a run, both of a function that has a secret, both while calls fail. */
beforeAll(async () => {
  names.change = await flow.createFunction('secrets', { Environment })
  const far = flow.inRegion(REGIONS.far).lambda
  await far.send(new CreateFunctionCommand({ ...(await smallFunction(names.run)), Environment }))
  const fails = ['ListAliases', 'GetPolicy'].map((operation) => ({
    kind: 'error' as const,
    code: 'InvalidParameterValueException',
    status: 400,
    match: { service: 'lambda', operation },
  }))
  await underFaults(flow, fails, async () => {
    const change = { FunctionName: names.change, ZipFile: await newCode('secrets') }
    await flow.clients.lambda.send(new UpdateFunctionCodeCommand(change))
    await untilEnded(flow, await startRun(flow, { mode: 'deep', zones: [REGIONS.far] }))
    await untilEnded(flow, await startRun(flow, { mode: 'deep', zones: ['no/zone'] }))
    await untilQuiet(flow)
  })
  everything = await everythingWritten(flow)
}, FLOW_TIMEOUT)

const leaking = (pattern: RegExp) =>
  everything.filter(({ text }) => pattern.test(text)).map(({ source, where }) => `${source}: ${where}`)

describe('what the flows wrote', () => {
  test('is searched wherever something can be written', () => {
    const sources = new Set(everything.map(({ source }) => source))
    expect(sources).toEqual(new Set(['log', 'queue', 'vault', 'execution', 'record of calls']))
    const places = everything.map(({ where }) => where).join('\n')
    const functions = ['on-change', 'discover-zones', 'plan-zone', 'capture-shard', 'summarize-zone']
    for (const name of [...functions, 'report-run', 'report-failure'])
      expect(places).toContain(`/aws/lambda/holdfast-local-${name}`)
    for (const document of ['points/', 'latest/', 'inventories/', 'report.html', 'report.json', 'outcomes/'])
      expect(places).toContain(document)
    expect(places).toContain(flow.onCall)
    expect(leaking(/"level":"(?:ERROR|WARN)"/)).not.toEqual([])
  })

  test('holds an environment value only in the environments of recovery points', async () => {
    for (const [name, region] of [[names.change], [names.run, REGIONS.far]] as const) {
      const { point } = await newestPoint(flow.vault, name, region)
      expect(JSON.stringify(point.content.configuration)).toContain(SECRET)
    }
    expect(leaking(/sample-secret-/)).toEqual([])
  })

  test('holds no presigned URL, not even in the content of recovery points', () => {
    expect(leaking(PRESIGNED)).toEqual([])
  })
})
