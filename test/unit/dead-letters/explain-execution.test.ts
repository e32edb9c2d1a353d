import { describe, expect, test } from '@jest/globals'
import { explainExecution, whyNotRedriven } from '../../../shared/dead-letters/explain-execution.ts'
import { explainLetter } from '../../../shared/dead-letters/explain-letter.ts'
import { failedExecution } from '../../../shared/dead-letters/failed-execution.ts'
import { restoreIdOf } from '../../../shared/restore-execution/restore-id.ts'
import { COMMAND_PLACE } from '../../fixtures/command-place.ts'
import { commandsIn, problemOf } from '../cli/try-command.ts'
import { executionArn, executionLetter } from './execution-letters.ts'

const NEXT_DAY = new Date('2026-11-22T12:00:00.000Z')
const explain = (machine: string, detail: Readonly<Record<string, unknown>> = {}, now = NEXT_DAY) =>
  explainExecution({ body: executionLetter(machine, detail) }, { now, place: COMMAND_PLACE })

const GOES_ON =
  'Step Functions goes on with it at the step that did not succeed, with the functions as they are now; what is done is not done again. Mend first what it failed of.'

describe('an execution that nobody was told of', () => {
  test('is told by its machine, how and when it ended, the name of its error, and what a redrive does', () => {
    expect(explain('backup')).toEqual({
      what: 'A backup run that failed and was not reported: run-1, begun 2026-11-21T10:25:46.847Z, ended 2026-11-21T10:25:51.881Z.',
      why: 'TypeError, which no step of it could report; its history, and the log of the step, say more.',
      redrive: `${GOES_ON} The next run captures what this one left; or start one now: \`aws stepfunctions start-execution --region eu-west-1 --state-machine-arn arn:aws:states:eu-west-1:123456789012:stateMachine:holdfast-prod-backup --input '{"mode":"quick"}'\`.`,
    })
  })

  test.each([
    ['backup', 'A backup run', 'aws stepfunctions start-execution'],
    ['restore-test', 'A run of restore tests', 'holdfast test-restore --sample 5 --vault s3://vault'],
    ['retention', 'A run of retention', 'The next one goes on.'],
    ['audit', 'An audit', 'holdfast audit'],
    ['copy', 'A round of copying the vault', 'The next one goes on.'],
    ['restore', 'A restore', 'holdfast restore --resume'],
    ['something-new', 'An execution', 'Look at its history: `aws stepfunctions get-execution-history'],
  ])('of %s is %s, and made good by: %s', (machine, what, instead) => {
    const words = explain(machine)
    expect(words?.what).toMatch(new RegExp(`^${what} that failed`))
    expect(words?.redrive.startsWith(GOES_ON)).toBe(true)
    expect(words?.redrive).toContain(instead)
  })

  test.each(['backup', 'restore', 'restore-test', 'retention', 'audit', 'copy'])(
    'of %s is made good by commands that can be typed as they stand',
    async (machine) => {
      const commands = commandsIn(explain(machine)?.redrive ?? '')
      expect((await Promise.all(commands.map(problemOf))).filter(Boolean)).toEqual([])
    },
  )

  test.each([
    ['ABORTED', null, 'was stopped', 'Somebody stopped it.'],
    ['ABORTED', 'Enough', 'was stopped', 'Somebody stopped it with Enough.'],
    ['TIMED_OUT', '', 'timed out', 'It took longer than its state machine allows.'],
    ['FAILED', 'States.Runtime', 'failed', /^States.Runtime, which no step/],
    ['FAILED', 'null', 'failed', 'Step Functions names no error: its history says more.'],
    ['FAILED', '<error>', 'failed', 'Step Functions names no error: its history says more.'],
    ['FAILED', undefined, 'failed', 'Step Functions names no error: its history says more.'],
  ])('that ended as %s with error %j %s', (status, error, ended, why) => {
    const words = explain('audit', { status, error })
    expect(words?.what).toMatch(new RegExp(`^An audit that ${ended} and was not reported`))
    expect(words?.why).toEqual(typeof why === 'string' ? why : expect.stringMatching(why))
  })

  test('says nothing of its cause, of its input, or of an error that is a text and no name', () => {
    const words = JSON.stringify(explain('backup', { error: 'password is secret-42', input: '"secret-42"' }))
    expect(words).not.toContain('secret-42')
    expect(words).toContain('an error that is no name')
  })

  test('reads the letter that the rule makes of the event, where every value is a text', () => {
    const detail = { startDate: '1795256746847', stopDate: '1795256751881' }
    expect(explain('backup', detail)).toEqual(explain('backup'))
  })

  test.each(['no JSON', '{}', '{"detail":{}}', executionLetter('backup', { status: 'SUCCEEDED' })])(
    'is no other letter: %s',
    (body) => {
      expect(explainExecution({ body }, { now: NEXT_DAY, place: COMMAND_PLACE })).toBeUndefined()
    },
  )

  test('that no queue could take says that, too', () => {
    const letter = {
      id: '1',
      receipt: 'r',
      body: executionLetter('backup'),
      attributes: { RULE_ARN: 'arn:aws:events:eu-west-1:1:rule/ends', ERROR_CODE: 'NO_PERMISSIONS' },
      sentAt: new Date(0),
    }
    const queue = { url: 'u', arn: 'a', waiting: 1, name: 'scheduler' }
    const { why } = explainLetter(letter, queue, {
      account: '1',
      kinds: [],
      now: NEXT_DAY,
      place: COMMAND_PLACE,
    })
    expect(why).toMatch(/^TypeError, .* ends could not deliver it: NO_PERMISSIONS: no message$/)
  })
})

describe('a redrive', () => {
  test('ends 14 days after the execution', () => {
    const execution = failedExecution({ body: executionLetter('backup') })!
    const last = new Date('2026-12-05T10:25:51.880Z')
    expect(whyNotRedriven(execution, last)).toBeUndefined()
    const over = new Date('2026-12-05T10:25:51.881Z')
    expect(whyNotRedriven(execution, over)).toBe(
      'Step Functions does not redrive it any more, 14 days after its end.',
    )
    expect(explain('audit', {}, over)?.redrive).toBe(
      'Step Functions does not redrive it any more, 14 days after its end. The next one reads what this one left; or now: `holdfast audit --plans holdfast.yml --vault s3://vault --stack holdfast-prod --hub eu-west-1`. Then drop the letter.',
    )
  })

  test.each([
    ['ABORTED', 'A restore that somebody stopped is not redriven: whoever wants the rest of it asks for it.'],
    ['TIMED_OUT', 'A restore that took too long is not redriven: whoever still wants it asks for it.'],
  ])('of a restore that ended as %s is refused: its journal is resumed or undone', (status, refusal) => {
    const id = restoreIdOf({ execution: executionArn('restore'), startedAt: '2026-11-21T10:25:46.847Z' })
    expect(explain('restore', { status })?.redrive).toBe(
      `${refusal} By its journal: \`holdfast restore --resume ${id} --vault s3://vault\` goes on, \`holdfast restore --undo ${id} --vault s3://vault\` takes back what it did. Then drop the letter.`,
    )
  })
})
