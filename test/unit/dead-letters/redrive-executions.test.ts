import { expect, test } from '@jest/globals'
import { readLetters } from '../../../shared/dead-letters/read-letters.ts'
import { redriveExecutions } from '../../../shared/dead-letters/redrive-executions.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { FakeDeadLetters } from '../../fakes/fake-dead-letters.ts'
import { FakeExecutions } from '../../fakes/fake-executions.ts'
import { executionArn, executionLetter } from './execution-letters.ts'

type Buried = { readonly body: string; readonly attributes?: Readonly<Record<string, string>> }

const QUEUE = { url: 'https://sqs/executions', arn: 'arn:executions' }

async function redrive(buried: readonly (string | Buried)[], executions = new FakeExecutions()) {
  const api = new FakeDeadLetters()
  api.add(
    QUEUE,
    buried.map((letter) => (typeof letter === 'string' ? { body: letter } : letter)),
  )
  const clock = fakeClock('2026-11-22T12:00:00.000Z')
  const letters = await readLetters(api, QUEUE.url)
  const ends = redriveExecutions({ api, executions, clock, stack: 'holdfast-prod' }, QUEUE.url, letters)
  return { ends, left: () => api.visible(QUEUE.url), executions }
}

test('executions go on, and their letters are gone', async () => {
  const { ends, left, executions } = await redrive([executionLetter('backup'), executionLetter('audit')])
  expect((await ends).map(({ refusal }) => refusal)).toEqual([undefined, undefined])
  expect(executions.redriven).toEqual([executionArn('backup'), executionArn('audit')])
  expect(left()).toEqual([])
})

test('the letter of an execution that does not go on stays, and says why', async () => {
  const executions = new FakeExecutions()
  executions.refused.set(executionArn('backup'), 'Execution is RUNNING and cannot be redriven')
  const stopped = executionLetter('restore', { status: 'ABORTED' })
  const { ends, left } = await redrive(
    [executionLetter('backup'), stopped, executionLetter('copy')],
    executions,
  )
  expect((await ends).map(({ refusal }) => refusal)).toEqual([
    'RedriveExecution: ExecutionNotRedrivable: Execution is RUNNING and cannot be redriven',
    expect.stringContaining('A restore that somebody stopped is not redriven'),
    undefined,
  ])
  expect(executions.redriven).toEqual([executionArn('copy')])
  expect(left()).toHaveLength(2)
})

test('two letters about one execution, as EventBridge may deliver them, have it go on once', async () => {
  const { ends, left, executions } = await redrive([executionLetter('backup'), executionLetter('backup')])
  expect((await ends).map(({ refusal }) => refusal)).toEqual([undefined, undefined])
  expect(executions.redriven).toEqual([executionArn('backup')])
  expect(left()).toEqual([])
})

const start = (machine: string, body = '{"mode":"deep"}'): Buried => ({
  body,
  attributes: {
    SCHEDULE_ARN: 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/holdfast-prod-deep',
    TARGET_ARN: `arn:aws:states:eu-west-1:123456789012:stateMachine:${machine}`,
  },
})

test('what a schedule could not start is started, once for each letter, and the letters are gone', async () => {
  const { ends, left, executions } = await redrive([
    start('holdfast-prod-backup'),
    start('holdfast-prod-audit', '{}'),
  ])
  const letters = (await ends).map(({ letter }) => letter.id)
  expect(executions.started).toEqual([
    {
      machine: 'arn:aws:states:eu-west-1:123456789012:stateMachine:holdfast-prod-backup',
      input: '{"mode":"deep"}',
      name: `redriven-${letters[0]}`,
    },
    {
      machine: 'arn:aws:states:eu-west-1:123456789012:stateMachine:holdfast-prod-audit',
      input: '{}',
      name: `redriven-${letters[1]}`,
    },
  ])
  expect(left()).toEqual([])
})

test.each([
  'payments',
  'holdfast-prod-payments',
  'holdfast-prod-2-backup',
  'holdfast-prod-eu-restore-test',
  'holdfast-prod-backup:1',
  'old-holdfast-prod-backup',
])('%s is no state machine of the deployment, and is not started', async (machine) => {
  const { ends, left, executions } = await redrive([start(machine)])
  expect(await ends).toMatchObject([{ refusal: 'It is about no state machine of the deployment.' }])
  expect([left().length, executions.started]).toEqual([1, []])
})

test('no letter starts a restore, which no schedule does', async () => {
  const { ends, left, executions } = await redrive([
    start('holdfast-prod-restore'),
    start('holdfast-prod-restore-test'),
  ])
  expect((await ends).map(({ refusal }) => refusal)).toEqual([
    'No schedule starts a restore: whoever wants one asks for it.',
    undefined,
  ])
  expect(executions.started.map(({ machine }) => machine)).toEqual([
    'arn:aws:states:eu-west-1:123456789012:stateMachine:holdfast-prod-restore-test',
  ])
  expect(left()).toHaveLength(1)
})

const STATES = 'arn:aws:states:eu-west-1:123456789012'

test.each([
  `${STATES}:execution:payments:run-1`,
  `${STATES}:execution:holdfast-prod-2-backup:run-1`,
  `${STATES}:execution:holdfast-prod-payments:run-1`,
  `${STATES}:execution:holdfast-prod-backup/zones:run-1`,
  `${STATES}:stateMachine:holdfast-prod-backup:run-1`,
  'arn:aws:lambda:eu-west-1:123456789012:function:holdfast-prod-backup',
])('%s is no execution of the deployment, whatever its letter says, and does not go on', async (arn) => {
  const { ends, left, executions } = await redrive([executionLetter('backup', { executionArn: arn })])
  expect(await ends).toMatchObject([{ refusal: 'It is about no state machine of the deployment.' }])
  expect([left().length, executions.redriven]).toEqual([1, []])
})

test('a restore goes on only when Step Functions says that it failed, whatever its letter says', async () => {
  const forged = [
    executionLetter('restore', { name: 'stopped' }),
    executionLetter('restore', {
      name: 'disguised',
      stateMachineArn: `${STATES}:stateMachine:holdfast-prod-backup`,
    }),
    executionLetter('restore', { name: 'hidden' }),
    executionLetter('restore', { name: 'failed' }),
  ]
  const executions = new FakeExecutions()
  executions.statuses.set(executionArn('restore', 'stopped'), 'ABORTED')
  executions.statuses.set(executionArn('restore', 'disguised'), 'TIMED_OUT')
  executions.readable = (arn) => arn !== executionArn('restore', 'hidden')
  const { ends, left } = await redrive(forged, executions)
  expect((await ends).map(({ refusal }) => refusal)).toEqual([
    expect.stringContaining('A restore that somebody stopped is not redriven'),
    expect.stringContaining('A restore that took too long is not redriven'),
    'DescribeExecution: AccessDeniedException: not authorized',
    undefined,
  ])
  expect(executions.redriven).toEqual([executionArn('restore', 'failed')])
  expect(left()).toHaveLength(3)
})

test('a letter about no execution is not touched', async () => {
  const { ends, left, executions } = await redrive(['no JSON'])
  expect(await ends).toMatchObject([{ refusal: 'It is about no execution.' }])
  expect([left().length, executions.redriven]).toEqual([1, []])
})

test('a defect is no refusal', async () => {
  const executions = new FakeExecutions()
  executions.redrive = () => Promise.reject(new TypeError('planted'))
  const { ends, left } = await redrive([executionLetter('backup')], executions)
  await expect(ends).rejects.toThrow('planted')
  expect(left()).toHaveLength(1)
})
