import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { BuiltCli } from '../../local/built-cli.ts'
import { buildCli } from '../../local/built-cli.ts'
import { startRun, untilEnded } from '../../local/story/backup-run.ts'
import { nextAlert } from '../../local/story/on-call.ts'
import { until } from '../../local/story/until.ts'
import { FLOW_TIMEOUT, openFlow } from './flow.ts'

jest.setTimeout(2 * FLOW_TIMEOUT)

const flow = openFlow()
const PLACE = ['--stack', 'holdfast-local', '--hub', 'eu-west-1']

let folder: string
let cli: BuiltCli
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-executions-flow-'))
  const names = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
  const environment = names.map((name) => [name, process.env[name] ?? ''] as const)
  cli = (await buildCli(folder))(Object.fromEntries(environment))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** What waits in the queue of executions. */
async function letters(): Promise<readonly { readonly id: string; readonly what: string }[]> {
  const { out, err, code } = await cli.run(
    'dead-letters',
    'list',
    '--queue',
    'executions',
    ...PLACE,
    '--json',
  )
  expect([code, err]).toEqual([0, ''])
  return (JSON.parse(out) as { letters: { id: string; what: string }[] }).letters
}

test('a run that somebody stops is told by an alarm, waits in words, and comes to its end by a redrive', async () => {
  const run = await startRun(flow, { mode: 'quick' })
  await flow.clients.stateMachines.send(new StopExecutionCommand({ executionArn: run.arn }))
  const letter = await until('the letter', async () =>
    (await letters()).find(({ what }) => what.includes(run.runId)),
  )
  expect(letter.what).toContain('A backup run that was stopped and was not reported')
  const alarm = await until('the alarm', async () => {
    const alert = await nextAlert(flow.clients, flow.onCall)
    return alert?.subject.includes('ExecutionsFailed') === true ? alert : undefined
  })
  expect(alarm.kind).toBe('alarm')
  const redriven = await cli.run('dead-letters', 'redrive', 'executions', letter.id.slice(0, 8), ...PLACE)
  expect(redriven).toEqual({
    code: 0,
    err: '',
    out: '1 execution goes on. What fails again comes here again.\n',
  })
  expect(await untilEnded(flow, run)).toMatchObject({ status: 'SUCCEEDED' })
  expect((await letters()).filter(({ what }) => what.includes(run.runId))).toEqual([])
})
