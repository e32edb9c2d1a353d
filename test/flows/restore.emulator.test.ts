import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { REGIONS } from '../../local/emulator/environment.ts'
import type { Estate } from '../../local/estate.ts'
import { createEstate } from '../../local/estate.ts'
import { functionsElsewhere } from '../../local/estate/elsewhere.ts'
import type { FunctionPoint } from '../../shared/model/manifest.ts'
import type { RestoreOutcome, RestorePlan } from '../../shared/model/restore.ts'
import { changesSince } from './changes-since.ts'
import { expectedHere } from './expected-triggers.ts'
import { FLOW_TIMEOUT } from './flow.ts'
import { FORGETTING } from './forget-triggers.ts'
import type { RestoreFlow, Taken } from './restoring.ts'
import { openRestoreFlow } from './restoring.ts'

jest.setTimeout(FLOW_TIMEOUT)

let flow: RestoreFlow
let estate: Estate

beforeAll(async () => {
  flow = await openRestoreFlow()
  estate = await createEstate(flow.inRegion)
})
afterAll(async () => {
  await flow.stop()
})

/** Names alone: they are known before the estate is there. */
const HERE = Object.keys(expectedHere({} as Estate['sources']))
const EVERY = [
  ...HERE.map((name) => [name, REGIONS.hub] as const),
  ...Object.entries(functionsElsewhere('')).flatMap(([region, specs]) =>
    specs.map(({ name }) => [name, region] as const),
  ),
]

/** What differs after a restore beside the numbers of versions, and the parts that the plan named beforehand. */
const NEW_URL = { paths: [expect.stringMatching(/^urls\[.*\]\.FunctionUrl$/)], told: ['urls'] }
const NEW_NUMBERS = { told: ['versions'] }
const NEW_POSITION = { told: ['eventSourceMappings'] }
const DIFFERS: Readonly<Record<string, { readonly paths?: readonly unknown[]; readonly told: string[] }>> = {
  'orders-api': { ...NEW_URL, told: ['urls', 'versions'] },
  'payment-webhook': NEW_URL,
  'edge-headers': NEW_NUMBERS,
  'orders-worker': NEW_POSITION,
  'orders-history': NEW_POSITION,
  'audit-trail': NEW_POSITION,
  'fraud-score': { told: ['eventSourceMappings', 'triggers'] },
}

describe('a function of the sample estate that was deleted', () => {
  test.each(EVERY)('comes back equal but for what its plan said: %s in %s', async (name, region) => {
    const before = await flow.capture(name, region)
    await flow.deleteFunction(name, region)
    const { plan, outcome } = await flow.restore([before.key])
    expect({ problems: plan.problems, ...outcome }).toMatchObject({
      problems: [],
      state: 'restored',
      failures: [],
    })
    const after = await flow.capture(name, region)
    expect(changedPaths(before, after, outcome)).toEqual(DIFFERS[name]?.paths ?? [])
    expect(partsOf(plan)).toEqual(DIFFERS[name]?.told ?? [])
    expect(after.point.gaps).toEqual(before.point.gaps)
  })

  test('is each one that the estate has', () => {
    const all = [...estate.functions, ...Object.values(estate.elsewhere).flat()]
    expect(EVERY.map(([name]) => name).sort()).toEqual(all.sort())
  })
})

function changedPaths(before: Taken, after: Taken, outcome: RestoreOutcome): string[] {
  return changesSince(before.point, after.point, outcome).map(({ path }) => path)
}

/** The parts of which a plan says that they do not come back as they were. */
function partsOf({ cannotComeBack }: RestorePlan): string[] {
  return [...new Set(cannotComeBack.map(({ part }) => part.split('/')[0] ?? ''))].sort()
}

describe('what woke a deleted function', () => {
  test.each(Object.entries(FORGETTING))('is set up again where it is gone too: %s', async (name, forget) => {
    const before = await flow.capture(name)
    await forget(flow.inRegion(), before.point)
    await flow.deleteFunction(name)
    const { outcome } = await flow.restore([before.key])
    expect(outcome).toMatchObject({ state: 'restored', failures: [] })
    expect(changedPaths(before, await flow.capture(name), outcome)).toEqual(DIFFERS[name]?.paths ?? [])
  })
})

test('a restored function answers as before, and so does each of its versions', async () => {
  const name = 'orders-api'
  const before = await flow.capture(name)
  const answers = await answersOf(before.point)
  expect(new Set(answers).size).toBeGreaterThan(1)
  await flow.deleteFunction(name)
  const { outcome } = await flow.restore([before.key])
  expect(outcome).toMatchObject({ state: 'restored', failures: [] })
  expect(await answersOf((await flow.capture(name)).point)).toEqual(answers)
})

/** What a function and its versions answer, in the order of their numbers. */
async function answersOf({ content, resource }: FunctionPoint): Promise<string[]> {
  const { lambda } = flow.inRegion(resource.zone)
  const versions = (content.versions ?? []).map(({ version }) => version)
  const answers: string[] = []
  for (const Qualifier of [undefined, ...versions]) {
    const { Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: resource.name, Qualifier, Payload: '{}' }),
    )
    answers.push(Buffer.from(Payload ?? []).toString())
  }
  return answers
}
