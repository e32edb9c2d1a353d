import { readFile } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import * as z from 'zod'
import { deploymentParameters } from '../../../shared/plans/deployment-parameters.ts'
import { planSchema } from '../../../shared/plans/json-schema.ts'
import { PlanFile } from '../../../shared/plans/plan-file.ts'
import { readPlans } from '../../../shared/plans/read-plans.ts'

const ROOT = new URL('../../../', import.meta.url)
const NOW = new Date('2026-11-21T12:00:00.000Z')

const read = (path: string) => readFile(new URL(path, ROOT), 'utf8')

test('the plans that Holdfast comes with are valid, and leave nothing to be warned of', async () => {
  const { problems, warnings, file } = readPlans(await read('holdfast.yml'), NOW)
  expect({ problems, warnings }).toEqual({ problems: [], warnings: [] })
  expect(Object.keys(file?.plans ?? {})).toEqual(['locked', 'standard'])
})

test('what is commented out there is valid as well', async () => {
  const text = (await read('holdfast.yml')).replaceAll(/^( *)# (?=[ -]*[a-zA-Z]+:|  )/gm, '$1')
  const { problems, warnings, file } = readPlans(text, NOW)
  expect({ problems, warnings }).toEqual({ problems: [], warnings: [] })
  expect(file).toMatchObject({
    restoreTests: { sample: 5 },
    exclude: [{ reason: expect.stringContaining('build') }],
    plans: { production: { retention: { afterDeletion: '7y' } }, standard: {} },
  })
})

test('the schema that editors read is the one that Holdfast reads by; `npm run schema` writes it', async () => {
  expect(JSON.parse(await read('docs/holdfast.schema.json'))).toEqual(
    JSON.parse(JSON.stringify(planSchema())),
  )
})

test('the example names the schema, and passes it', async () => {
  const text = await read('holdfast.yml')
  expect(text).toMatch(/^# yaml-language-server: \$schema=docs\/holdfast\.schema\.json\n/)
  const schema = z.fromJSONSchema(JSON.parse(await read('docs/holdfast.schema.json')))
  expect(schema.safeParse(parse(text)).error?.issues ?? []).toEqual([])
  expect(schema.safeParse({ ...(parse(text) as object), plan: {} }).success).toBe(false)
})

test('a deployment that says nothing else gets the schedules of the example, which are the defaults of its parameters', async () => {
  const file = PlanFile.parse(parse(await read('holdfast.yml')))
  const { Parameters } = parse(await read('infrastructure/parameters.yml'), { logLevel: 'error' }) as {
    Parameters: Record<string, { Default: string }>
  }
  for (const [name, value] of Object.entries(deploymentParameters(file)))
    expect([name, Parameters[name]?.Default]).toEqual([name, value])
})
