import type { TestPlan } from '../../../shared/model/restore-test.ts'
import type { TestsRequest } from '../../../shared/restore-test/begin-tests.ts'
import { beginTests } from '../../../shared/restore-test/begin-tests.ts'
import type { Answer, ScratchPlace, TestPorts } from '../../../shared/restore-test/test-ports.ts'
import { readTestPlan } from '../../../shared/restore-test/test-zone.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import { fakeMetrics } from '../../fakes/fake-log.ts'
import { deskWithPeople } from '../../fakes/told.ts'
import { HOME, PLAIN, restoreWorld } from '../restore/restore-world.ts'

export const RUN = { runId: 'tests-1', startedAt: '2026-01-01T10:00:00.000Z', account: ACCOUNT }

const ROLE = `arn:aws:iam::${ACCOUNT}:role/plain`

/** An account whose functions are tested: a world of restores in which functions answer and log groups can go. */
export function testWorld() {
  const world = restoreWorld()
  const { store, clock } = world
  const answers = {
    next: async (_payload: string): Promise<Answer> => ({ payload: Buffer.from('null'), isError: false }),
  }
  const invoked: string[] = []
  const deletedGroups: string[] = []
  const { desk, told: alerts } = deskWithPeople(world.ports)
  const metrics = fakeMetrics()
  let ids = 0
  const openPlace = (region: string): ScratchPlace => ({
    ...world.ports.openPlace(region),
    invoke: async (name, payload) => {
      world.region(region).lambda.get(name)
      invoked.push(`${region}/${name}`)
      return await answers.next(payload)
    },
    deleteLogGroup: async (name) => void deletedGroups.push(`${region}${name}`),
  })
  const ports: TestPorts = { ...world.ports, openPlace }
  const choosing = { ...ports, newId: () => `${String((ids += 1)).padStart(8, '0')}-1111` }
  /** Creates a function with a role that is there in every region that is asked for, and captures it. */
  const protect = async (name: string, more: { tags?: Record<string, string>; region?: string } = {}) => {
    const { region = HOME, tags = {} } = more
    for (const one of [region, 'us-east-1'])
      world.region(one).surroundings.roles.set('plain', { RoleName: 'plain', Path: '/', Arn: ROLE })
    const logging = { LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` } }
    world
      .region(region)
      .lambda.create(name, { ...PLAIN, ...logging, Role: ROLE, code: `code of ${name}` }).tags = tags
    return await world.capture(name, region)
  }
  /** Begins a run of tests. @returns its plan */
  const begin = async (more: Partial<TestsRequest> = {}): Promise<TestPlan> => {
    const request = { run: RUN, startedBy: 'arn:test', asked: [], sample: 10, everywhere: true, ...more }
    await beginTests(choosing, request)
    return await readTestPlan(store, request.run)
  }
  const reporting = { ...ports, metrics, alerts: desk }
  return {
    ...world,
    ports,
    choosing,
    reporting,
    answers,
    invoked,
    deletedGroups,
    alerts,
    metrics,
    clock,
    protect,
    begin,
  }
}

export type TestWorld = ReturnType<typeof testWorld>

/** Names of the functions of a region. */
export function functionsIn(world: TestWorld, region = HOME): readonly string[] {
  return [...world.region(region).lambda.functions.keys()]
}

/** A document of the vault, as JSON. */
export function stored(world: TestWorld, key: string): unknown {
  return JSON.parse(Buffer.from(world.store.objects.get(key)?.bytes ?? []).toString()) as unknown
}
