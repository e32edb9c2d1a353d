import { describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { FakeDeadLetters } from '../../fakes/fake-dead-letters.ts'
import { FakeExecutions } from '../../fakes/fake-executions.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { executionArn, executionLetter } from '../dead-letters/execution-letters.ts'
import { GAP } from '../delivery/alerts.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const ACCOUNT = '123456789012'
const HUB = 'eu-west-1'
const url = (name: string) => `https://sqs.${HUB}.amazonaws.com/${ACCOUNT}/${name}`
const arn = (name: string) => `arn:aws:sqs:${HUB}:${ACCOUNT}:${name}`
const STACK = {
  name: 'holdfast-prod',
  status: 'UPDATE_COMPLETE',
  outputs: {
    ChangesDeadLettersUrl: url('changes-dead'),
    ExecutionsDeadLettersUrl: url('executions'),
    SchedulerDeadLettersUrl: url('starts'),
    SlackDeadLettersUrl: url('slack-dead'),
  },
  parameters: {},
}
const QUEUES = ['changes', 'changes-dead', 'starts', 'slack', 'slack-dead', 'executions']
const START = {
  body: '{"mode":"quick"}',
  attributes: {
    SCHEDULE_ARN: `arn:aws:scheduler:${HUB}:${ACCOUNT}:schedule/default/holdfast-prod-quick`,
    TARGET_ARN: `arn:aws:states:${HUB}:${ACCOUNT}:stateMachine:holdfast-prod-backup`,
    ERROR_CODE: 'ThrottlingException',
    ERROR_MESSAGE: 'slow down',
  },
}

/** A deployment with a letter in each of its dead-letter queues. */
function deployment() {
  const api = new FakeDeadLetters()
  const source = (name: string) => ({ url: url(name), arn: arn(name), deadLetterArn: arn(`${name}-dead`) })
  const dead = (name: string) => ({ url: url(name), arn: arn(name) })
  api.add(source('changes'))
  api.add(source('slack'))
  api.add(dead('changes-dead'), [
    { body: 'no JSON', attributes: { error: 'MalformedEventError', reason: 'The message is not JSON.' } },
  ])
  api.add(dead('starts'), [START])
  api.add(dead('slack-dead'), [
    {
      body: JSON.stringify(GAP),
      attributes: { error: 'RequestRejectedError', reason: 'Slack answered 404 (no_service).' },
    },
  ])
  api.add(dead('executions'), [
    { body: executionLetter('backup') },
    { body: executionLetter('restore', { status: 'ABORTED', name: 'orders' }) },
    { body: executionLetter('audit') },
  ])
  const executions = new FakeExecutions()
  const base = fakeWorld()
  const world: World = {
    ...base,
    env: {},
    clock: fakeClock('2026-11-22T12:00:00.000Z'),
    aws: {
      ...base.aws,
      readCaller: async (region = HUB) => ({
        account: ACCOUNT,
        principal: `arn:aws:iam::${ACCOUNT}:user/ann`,
        region,
      }),
    },
    zones: {
      ...base.zones,
      openStacks: () => ({
        readStack: async (name) => (name === STACK.name ? STACK : undefined),
        listResources: async () => [...QUEUES].map(url),
      }),
    },
    deadLetters: { open: () => api, openExecutions: () => executions },
  }
  return { world, api, executions }
}

const lettersOf = (json: Record<string, unknown>) => json['letters'] as Record<string, unknown>[]

describe('holdfast dead-letters', () => {
  test('lists what waits in every queue, in words, without being told to', async () => {
    const { world, api } = deployment()
    const { out, code } = await holdfast(world, 'dead-letters')
    expect(code).toBe(0)
    expect(out).toContain('Something that Holdfast does not know.')
    expect(out).toContain('MalformedEventError: The message is not JSON.')
    expect(out).toContain('A backup run that the schedule holdfast-prod-quick could not start.')
    expect(out).toContain('Holdfast: a gap appeared at orders')
    expect(out).toContain('Slack answered 404 (no_service).')
    expect(out).toContain('--stack holdfast-prod --hub eu-west-1')
    expect(api.visible(url('changes-dead'))).toHaveLength(1)
  })

  test('lists one queue, as one JSON object without messages and receipts', async () => {
    const { world } = deployment()
    const { json, code } = await holdfast(world, 'dead-letters', 'list', '--queue', 'slack', '--json')
    expect(code).toBe(0)
    expect(json()).toMatchObject({ ok: true, queues: [{ name: 'slack', waiting: 1, source: url('slack') }] })
    expect(lettersOf(json())).toEqual([
      {
        id: '00000003-aaaa',
        queue: 'slack',
        sentAt: '1970-01-01T00:00:03.000Z',
        what: `An alert of ${GAP.at}: ${GAP.subject}`,
        why: 'RequestRejectedError: Slack answered 404 (no_service).',
        redrive: expect.stringMatching(/^It is sent once more, .* Mend first what it failed of/),
        attributes: { error: 'RequestRejectedError', reason: 'Slack answered 404 (no_service).' },
      },
    ])
  })

  test('offers to redrive what something takes back, and nothing else', async () => {
    const { world, api } = deployment()
    const next = async () => (await holdfast(world, 'dead-letters', 'list')).out.trimEnd().split('\n').at(-1)
    const place = '--stack holdfast-prod --hub eu-west-1'
    expect(await next()).toBe(`Next: holdfast dead-letters show <id> ${place}, or redrive changes ${place}`)
    await holdfast(world, 'dead-letters', 'drop', '--all', '--yes')
    // A look for unusual activity that its schedule could not start.
    const TARGET_ARN = `arn:aws:lambda:${HUB}:${ACCOUNT}:function:holdfast-prod-watch-activity`
    api.add({ url: url('starts'), arn: arn('starts') }, [
      { body: '{"look":true}', attributes: { ...START.attributes, TARGET_ARN } },
    ])
    expect(await next()).toBe(`Next: holdfast dead-letters show <id> ${place}, or drop <id> ${place}`)
  })

  test('says when SQS counts more than can be seen', async () => {
    const { world, api } = deployment()
    await api.receive(url('starts'))
    const { out } = await holdfast(world, 'dead-letters', 'list', '--queue', 'scheduler')
    expect(out).toContain('SQS counts about 1 in scheduler, and 0 could be read')
  })

  test('shows one by the beginning of its id, and its message only when asked to', async () => {
    const { world } = deployment()
    const shown = await holdfast(world, 'dead-letters', 'show', '00000002')
    expect(shown.out).toContain('It is started now')
    expect(shown.out).not.toContain('Message')
    const whole = await holdfast(world, 'dead-letters', 'show', '00000001', '--body')
    expect(whole.out).toContain('no JSON')
    const { code, err } = await holdfast(world, 'dead-letters', 'show', '9')
    expect([code, err]).toEqual([4, expect.stringContaining('No dead letter has an id that begins with 9.')])
    expect((await holdfast(world, 'dead-letters', 'show', '0000')).code).toBe(4)
  })

  test('redrives a queue by SQS', async () => {
    const { world, api } = deployment()
    api.tasks.push({ status: 'COMPLETED', moved: 7 }, { status: 'COMPLETED', moved: 1 })
    const { out, code } = await holdfast(world, 'dead-letters', 'redrive', 'changes')
    expect([code, out]).toEqual([0, '1 message of changes went back. What fails again comes here again.\n'])
    expect(api.moves).toEqual([{ from: arn('changes-dead'), to: arn('changes') }])
  })

  test('ends with 3 when SQS stops half-way, and says why', async () => {
    const { world, api } = deployment()
    api.tasks.push({ status: 'FAILED', moved: 0, failure: 'AccessDenied' })
    const { out, code } = await holdfast(world, 'dead-letters', 'redrive', 'changes')
    expect([code, out]).toEqual([3, '0 messages of changes went back, then SQS stopped: AccessDenied.\n'])
  })

  test('starts what a schedule could not', async () => {
    const { world, api, executions } = deployment()
    const { code, out } = await holdfast(world, 'dead-letters', 'redrive', 'scheduler')
    expect([code, out]).toEqual([0, '1 execution is started.\n'])
    const [started] = executions.started
    expect([started?.machine, started?.input]).toEqual([START.attributes.TARGET_ARN, START.body])
    expect(api.visible(url('starts'))).toEqual([])
  })

  test('refuses to redrive what no queue takes back and no execution is about, and says what does', async () => {
    const { world, api } = deployment()
    await api.remove(
      url('starts'),
      (await api.receive(url('starts'))).map(({ receipt }) => receipt),
    )
    api.add({ url: url('starts'), arn: arn('starts') }, [{ body: 'no JSON' }])
    const { code, err } = await holdfast(world, 'dead-letters', 'redrive', 'scheduler')
    expect(code).toBe(5)
    expect(err).toContain(
      'holdfast dead-letters list --queue scheduler --stack holdfast-prod --hub eu-west-1',
    )
  })

  test('lists and shows executions that nobody was told of, by what they are', async () => {
    const { world } = deployment()
    const { out } = await holdfast(world, 'dead-letters', 'list', '--queue', 'executions')
    expect(out).toContain('A backup run that failed and was not reported: run-1')
    expect(out).toContain('A restore that was stopped and was not reported: orders')
    expect(out).not.toContain('secret-42')
    const shown = await holdfast(world, 'dead-letters', 'show', '00000005')
    expect(shown.out).toMatch(
      /`holdfast restore --resume restore-20261121T102546Z-[0-9a-f]{8} --vault \S+` goes on/,
    )
  })

  test('has executions go on, and leaves those that must not, with the reason', async () => {
    const { world, api, executions } = deployment()
    const { json, code } = await holdfast(world, 'dead-letters', 'redrive', 'executions', '--json')
    expect(code).toBe(3)
    expect(executions.redriven).toEqual([executionArn('backup'), executionArn('audit')])
    expect(api.visible(url('executions'))).toEqual(['00000005-aaaa'])
    expect(json()).toMatchObject({
      queue: 'executions',
      redriven: [{ id: '00000004-aaaa' }, { id: '00000006-aaaa' }],
      refused: [{ id: '00000005-aaaa', refusal: expect.stringContaining('somebody stopped') }],
    })
    expect(api.moves).toEqual([])
  })

  test('has one execution go on', async () => {
    const { world, api, executions } = deployment()
    const { out, code } = await holdfast(world, 'dead-letters', 'redrive', 'executions', '00000006')
    expect([code, out]).toEqual([0, '1 execution goes on. What fails again comes here again.\n'])
    expect(executions.redriven).toEqual([executionArn('audit')])
    expect(api.visible(url('executions'))).toHaveLength(2)
    const again = await holdfast(world, 'dead-letters', 'redrive', 'executions', '00000006')
    expect([again.code, again.err]).toEqual([4, expect.stringContaining('No letter of executions')])
  })

  test('says why an execution does not go on, and that its letter stays', async () => {
    const { world, api, executions } = deployment()
    executions.refused.set(executionArn('backup'), 'Execution is SUCCEEDED and cannot be redriven')
    const { out, code } = await holdfast(world, 'dead-letters', 'redrive', 'executions', '00000004')
    expect(code).toBe(5)
    expect(out).toContain('0 executions go on')
    expect(out).toContain('Execution is SUCCEEDED and cannot be redriven')
    expect(api.visible(url('executions'))).toHaveLength(3)
  })

  test('redrives no message of SQS by itself', async () => {
    const { world, api } = deployment()
    expect((await holdfast(world, 'dead-letters', 'redrive', 'changes', '00000001')).code).toBe(2)
    expect(api.moves).toEqual([])
  })

  test('has no executions go on where none waits, or none can be seen', async () => {
    const { world, api } = deployment()
    await api.receive(url('executions'))
    await api.receive(url('executions'))
    const unseen = await holdfast(world, 'dead-letters', 'redrive', 'executions')
    expect([unseen.code, unseen.out]).toEqual([
      4,
      expect.stringContaining('SQS counts about 3 in executions'),
    ])
    const receipts = [4, 5, 6].map((n) => `r-0000000${n}-aaaa`)
    await api.remove(url('executions'), receipts)
    const none = await holdfast(world, 'dead-letters', 'redrive', 'executions')
    expect([none.code, none.out]).toEqual([4, 'Nothing waits in executions.\n'])
  })

  test('has nothing to redrive in an empty queue, or one that is not there', async () => {
    const { world, api } = deployment()
    await api.remove(url('changes-dead'), ['r-00000001-aaaa'])
    expect((await holdfast(world, 'dead-letters', 'redrive', 'changes')).code).toBe(4)
    const { code, err } = await holdfast(world, 'dead-letters', 'redrive', 'nowhere')
    expect([code, err]).toEqual([4, expect.stringContaining('It has changes, executions, scheduler, slack.')])
  })

  test('drops one once a person agreed, and none when not', async () => {
    const { world, api } = deployment()
    const asked: string[] = []
    const ask = (answer: boolean) => async (question: string) => {
      asked.push(question)
      return answer
    }
    const no = await holdfast({ ...world, ask: ask(false) }, 'dead-letters', 'drop', '00000002')
    expect([no.code, api.visible(url('starts'))]).toEqual([5, ['00000002-aaaa']])
    expect(no.err).toContain('1 dead letter to delete for good')
    const yes = await holdfast({ ...world, ask: ask(true) }, 'dead-letters', 'drop', '00000002')
    expect([yes.code, yes.out]).toEqual([0, 'Deleted 1 dead letter.\n'])
    expect([api.visible(url('starts')), api.visible(url('slack-dead'))]).toEqual([[], ['00000003-aaaa']])
    expect(asked).toHaveLength(2)
  })

  test('drops all of a queue, or all', async () => {
    const { world, api } = deployment()
    expect((await holdfast(world, 'dead-letters', 'drop', '--all', '--queue', 'slack', '--yes')).code).toBe(0)
    expect([api.visible(url('slack-dead')), api.visible(url('starts'))]).toEqual([[], ['00000002-aaaa']])
    const { json } = await holdfast(world, 'dead-letters', 'drop', '--all', '--yes', '--json')
    expect(json()['dropped']).toHaveLength(5)
    expect((await holdfast(world, 'dead-letters', 'drop', '--all', '--yes')).code).toBe(4)
  })

  test.each([[[]], [['--queue', 'slack']], [['00000001', '--all']], [['00000001', '--queue', 'slack']]])(
    'does not guess what to drop: %j',
    async (options) => {
      const { world, api } = deployment()
      expect((await holdfast(world, 'dead-letters', 'drop', '--yes', ...options)).code).toBe(2)
      expect(api.visible(url('slack-dead'))).toHaveLength(1)
    },
  )

  test('drops nothing where there is nobody to ask', async () => {
    const { world } = deployment()
    expect((await holdfast(world, 'dead-letters', 'drop', '--all')).code).toBe(2)
  })

  test('finds nothing without a deployment', async () => {
    const { world } = deployment()
    expect((await holdfast(world, 'dead-letters', '--stack', 'other')).code).toBe(4)
  })
})
