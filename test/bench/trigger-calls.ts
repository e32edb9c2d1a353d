import { parseArn } from '../../shared/model/arn.ts'
import { GapLog } from '../../shared/model/gaps.ts'
import { FACTS_KINDS } from '../../shared/triggers/find-facts.ts'
import { TRIGGER_KINDS } from '../../shared/triggers/find-kinds.ts'
import { listingShelf } from '../../shared/triggers/listing-shelf.ts'
import type { TriggerKind } from '../../shared/triggers/kind.ts'
import { readTriggers } from '../../shared/triggers/read-triggers.ts'
import type { TriggerScope } from '../../shared/triggers/trigger-scope.ts'
import { triggerScope } from '../../shared/triggers/trigger-scope.ts'
import type { Answers } from '../fakes/fake-aws.ts'
import { fakeAws } from '../fakes/fake-aws.ts'
import { ACCOUNT, HOME_REGION } from './account.ts'
import type { Bench, Measurement } from './measurement.ts'
import { measured } from './measurement.ts'
import type { SampleSource } from './triggers/sample-sources.ts'
import { FUNCTIONS, SAMPLE_SOURCES } from './triggers/sample-sources.ts'

const PLACE = { partition: 'aws', account: ACCOUNT, region: HOME_REGION }

/** What a function that nothing wakes costs, and one that a source of each kind wakes. */
export const triggerCalls: Bench = {
  name: 'trigger-calls',
  title: 'Further API calls to capture what wakes a function, by kind',
  meaning:
    "Calls of the real readers with the SDK's clients, answered in memory about one small source that wakes two functions: the first function of a run reads the source, the second finds it read. A kind that is listed costs the number of its lists (and one call for each of its things that may invoke a function) once for a region and run, and nothing for each function.",
  run: async () => {
    const measurements: Measurement[] = []
    for (const [kind, sample] of Object.entries(SAMPLE_SOURCES))
      measurements.push(...(await measureKind(kind, sample)))
    for (const kind of TRIGGER_KINDS) measurements.push(...(await measureList(kind)))
    return measurements
  },
}

async function measureKind(name: string, sample: SampleSource): Promise<readonly Measurement[]> {
  const kinds = TRIGGER_KINDS.filter((kind) => kind.name === name)
  const aws = fakeAws(sample.answers)
  const shelf = listingShelf({ now: () => new Date() })
  const scope = triggerScope({ aws, kinds, facts: FACTS_KINDS, shelf }, PLACE, undefined)
  const counts: number[] = []
  for (const functionArn of FUNCTIONS) {
    const before = aws.calls.length
    await read(scope, functionArn, sample)
    counts.push(aws.calls.length - before)
  }
  const [first = 0, second = 0] = counts
  return [
    measured(`${name}: the first function that a source wakes`, first, 'calls'),
    measured(`${name}: another function of that source, in the same run`, second, 'calls', {
      bound: { most: 0 },
    }),
  ]
}

/** Everything that is asked for is there, and empty. */
const NOTHING: Answers = new Proxy<Answers>({}, { get: () => ({}) })

async function measureList(kind: TriggerKind): Promise<readonly Measurement[]> {
  const { name, reader } = kind
  if (reader.by !== 'list') return []
  const aws = fakeAws(NOTHING)
  const shelf = listingShelf({ now: () => new Date() })
  const scope = triggerScope({ aws, kinds: [kind], facts: FACTS_KINDS, shelf }, PLACE, undefined)
  const counts: number[] = []
  for (const each of ['first', 'second']) {
    const before = aws.calls.length
    await readTriggers(scope, { name: each, policies: [], polled: [] }, new GapLog())
    counts.push(aws.calls.length - before)
  }
  const [first = 0, second = 0] = counts
  return [
    measured(`${name}: the first function of a region in which there are none`, first, 'calls'),
    measured(`${name}: another function of the region, in the same run`, second, 'calls', {
      bound: { most: 0 },
    }),
  ]
}

/** @throws Error when the sample is not read as the trigger that it is */
async function read(scope: TriggerScope, invokes: string, { principal, arn }: SampleSource): Promise<void> {
  const Condition = { ArnLike: { 'AWS:SourceArn': arn } }
  const statement = {
    Sid: 'a',
    Effect: 'Allow',
    Principal: { Service: principal },
    Action: 'lambda:InvokeFunction',
  }
  const policies = [{ part: 'policy', invokes, document: { Statement: [{ ...statement, Condition }] } }]
  const gaps = new GapLog()
  const name = parseArn(invokes)?.resource.replace('function:', '') ?? ''
  const { triggers } = await readTriggers(scope, { name, policies, polled: [] }, gaps)
  // A secret and a rule of Config have one function: the other one finds that it is not the one.
  if ((triggers.length === 1 || invokes === FUNCTIONS[1]) && gaps.all.length === 0) return
  throw new Error(`${arn}: ${triggers.length} triggers, ${JSON.stringify(gaps.all)}`)
}
