import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from '@jest/globals'
import { Plan, PlanFile } from '../../../shared/plans/plan-file.ts'
import { readPlans } from '../../../shared/plans/read-plans.ts'
import { Selector } from '../../../shared/plans/selector.ts'

let text: string
beforeAll(async () => {
  text = await readFile(new URL('../../../docs/plans.md', import.meta.url), 'utf8')
})

test('docs/plans.md tells of every member that a file, a plan and a selector can have', () => {
  const members = [PlanFile, Plan, Selector].flatMap(({ shape }) => Object.keys(shape))
  expect(members.filter((name) => !new RegExp(`\`(?:plans\\.\\*\\.)?${name}\``).test(text))).toEqual([])
})

test('its example is valid, and leaves nothing to be warned of', () => {
  const [, yaml = ''] = /```yaml\n([^`]+)```/.exec(text) ?? []
  const { file, problems, warnings } = readPlans(yaml, new Date('2026-11-21T12:00:00.000Z'))
  expect({ problems, warnings }).toEqual({ problems: [], warnings: [] })
  expect(Object.keys(file?.plans ?? {})).toEqual(['payments', 'standard'])
})
