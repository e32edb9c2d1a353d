import { beforeAll, describe, expect, test } from '@jest/globals'
import { Alert, AlertKind } from '../../../../shared/model/alert.ts'
import { everyAlert } from '../../../fixtures/every-alert.ts'
import { commandsIn, problemOf } from '../../cli/try-command.ts'

let all: Awaited<ReturnType<typeof everyAlert>>
beforeAll(async () => {
  all = await everyAlert()
})

describe('every message', () => {
  test('says what happened, what is at stake, and what to do next', () => {
    const texts = all.map(([name, { severity, state, subject, text }]) =>
      [`# ${name}`, `${severity}, ${state}: ${subject}`, text].join('\n'),
    )
    expect(`\n${texts.join('\n\n')}\n`).toMatchSnapshot()
  })

  test('names commands that can be typed as they stand, wherever one is', async () => {
    const commands = all.flatMap(([, { next, text }]) => [...next, ...commandsIn(text)])
    expect(commands.length).toBeGreaterThan(90)
    const problems = await Promise.all([...new Set(commands)].map(problemOf))
    expect(problems.filter((problem) => problem !== undefined)).toEqual([])
  })

  test('is one that channels take, without a word of AWS', () => {
    for (const [name, alert] of all) {
      expect([name, Alert.safeParse(alert).error]).toEqual([name, undefined])
      expect([name, JSON.stringify(alert)]).not.toEqual([name, expect.stringContaining('never shown')])
      expect(alert.text).not.toMatch(/^\.?$/m)
    }
  })

  test('is looked at here: none that begins something is without a command', () => {
    const told = new Set(all.map(([, { kind }]) => kind))
    expect(AlertKind.options.filter((kind) => !told.has(kind))).toEqual(['alarm'])
    const helpless = all.filter(([, { next, severity }]) => severity !== 'info' && next.length === 0)
    expect(helpless.map(([name]) => name)).toEqual([])
  })
})

describe('a command that is no good', () => {
  test.each([
    'holdfast backup orders --zone eu-west-1 --vault s3://vault',
    'holdfast test-restore --vault s3://vault',
    'holdfast activity',
    'holdfast doctor',
    'holdfast doctor --stack holdfast-prod',
    'holdfast dead-letters list --queue changes',
    'holdfast audit --vault s3://vault',
    'holdfast restore --vault s3://vault',
    'holdfast restore <id> --vault s3://vault',
    'npx serverless deploy --param="QuotaShare=0.2"',
  ])('is found out: %s', async (command) => {
    expect(await problemOf(command)).toBeDefined()
  })
})
