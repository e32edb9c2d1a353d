import { describe, expect, test } from '@jest/globals'
import type {
  GetTargetGroupCommandOutput,
  ListTargetGroupsCommandInput,
  ListTargetGroupsCommandOutput,
  ListTargetsCommandInput,
  ListTargetsCommandOutput,
  RegisterTargetsCommandOutput,
} from '@aws-sdk/client-vpc-lattice'
import { kind } from '../../../../shared/triggers/kinds/lattice-target-group.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const LATTICE = 'arn:aws:vpc-lattice:eu-west-1:123456789012'
const GROUP = `${LATTICE}:targetgroup/tg-0123456789abcdef0`
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const settings = { name: 'bill', lambdaEventStructureVersion: 'V2' }
const trigger = { kind: kind.name, source: GROUP, invokes: FUNCTION, settings }

/** One that leaves on the first page, the others on the second. */
function targets(...ids: readonly string[]) {
  return ({ nextToken }: ListTargetsCommandInput) =>
    (nextToken === undefined
      ? { items: [{ id: `${FUNCTION}-old`, status: 'DRAINING' }], nextToken: '2' }
      : {
          items: ids.map((id) => ({ id, status: 'UNAVAILABLE' })),
        }) satisfies Partial<ListTargetsCommandOutput>
}

function lattice(answers: Answers = {}): FakeAws {
  return fakeAws({
    GetTargetGroup: {
      arn: GROUP,
      name: 'bill',
      type: 'LAMBDA',
      status: 'ACTIVE',
      config: { lambdaEventStructureVersion: 'V2' },
      serviceArns: [`${LATTICE}:service/svc-2`, `${LATTICE}:service/svc-1`],
    } satisfies Partial<GetTargetGroupCommandOutput>,
    ListTargets: targets(FUNCTION),
    RegisterTargets: {},
    DeregisterTargets: {},
    ...answers,
  })
}

const written = ({ calls }: FakeAws) =>
  calls
    .filter(({ operation }) => operation.endsWith('registerTargets') || operation === 'RegisterTargets')
    .map(({ operation, input }) => [operation, (input['targets'] as [{ id: string }])[0].id])

const stepFor = (invokes = FUNCTION) => kind.writer.plan(trigger, targetOf({ invokes })).steps[0]!

describe('VPC Lattice target group', () => {
  const reader = readerOf(kind)

  test('a grant with the exact ARN names its group without a call', async () => {
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn: GROUP }), homePlace)).toEqual([GROUP])
  })

  test('a grant without one means the groups on every page that invoke the function', async () => {
    const aws = lattice({
      ListTargetGroups: ({ nextToken }: ListTargetGroupsCommandInput) =>
        (nextToken === undefined
          ? { items: [{ arn: `${LATTICE}:targetgroup/tg-other` }], nextToken: '2' }
          : { items: [{ arn: GROUP }] }) satisfies Partial<ListTargetGroupsCommandOutput>,
      ListTargets: (input: ListTargetsCommandInput) =>
        targets(input.targetGroupIdentifier === GROUP ? FUNCTION : `${FUNCTION}-other`)(input),
    })
    expect(await reader.find(aws, grantOf({ invokes: FUNCTION }), homePlace)).toEqual([GROUP])
    const elsewhere = grantOf({ invokes: FUNCTION, sourceArn: `${LATTICE}:targetgroup/tg-x*` })
    expect(await reader.find(aws, elsewhere, homePlace)).toEqual([])
  })

  test('reads the function from every page, with what was set, and the services that use the group', async () => {
    const found = await reader.read(lattice(), GROUP, homePlace)
    expect(found).toEqual({
      source: {
        arn: GROUP,
        account: '123456789012',
        region: 'eu-west-1',
        facts: { serviceArns: [`${LATTICE}:service/svc-1`, `${LATTICE}:service/svc-2`] },
      },
      triggers: [{ invokes: FUNCTION, settings }],
    })
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
  })

  test('a group that is gone does not exist', async () => {
    const aws = lattice({ GetTargetGroup: awsError('ResourceNotFoundException') })
    expect(await reader.read(aws, GROUP, homePlace)).toBeUndefined()
  })

  test('is put back by one step after verification, at the mapped group', () => {
    const map = (arn: string) => arn.replaceAll('eu-west-1', 'eu-west-2')
    const { steps } = kind.writer.plan(trigger, targetOf({ invokes: `${FUNCTION}-2`, map }))
    expect(steps).toMatchObject([{ phase: 'enable', resource: map(GROUP), risk: 'high' }])
  })

  test('a function that is still registered is left alone', async () => {
    const aws = lattice()
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([])
  })

  test('a function under a new name takes the place of the old one, and gives it back', async () => {
    const step = stepFor(`${FUNCTION}-2`)
    const aws = lattice()
    const done = await kind.writer.carryOut(aws, step)
    expect(written(aws)).toEqual([
      ['DeregisterTargets', FUNCTION],
      ['RegisterTargets', `${FUNCTION}-2`],
    ])
    const after = lattice({ ListTargets: targets(`${FUNCTION}-2`) })
    await kind.writer.takeBack(after, step, done)
    expect(written(after)).toEqual([
      ['DeregisterTargets', `${FUNCTION}-2`],
      ['RegisterTargets', FUNCTION],
    ])
  })

  test('a refusal that comes with status 200 is an error, and the old function comes back', async () => {
    const RegisterTargets = ({ targets: [target] }: { targets: [{ id: string }] }) =>
      (target.id === FUNCTION
        ? {}
        : { unsuccessful: [{ failureMessage: 'no' }] }) satisfies Partial<RegisterTargetsCommandOutput>
    const aws = lattice({ RegisterTargets })
    await expect(kind.writer.carryOut(aws, stepFor(`${FUNCTION}-2`))).rejects.toThrow('RegisterTargets: no')
    expect(written(aws).at(-1)).toEqual(['RegisterTargets', FUNCTION])
  })

  test('a function that somebody else registered stays', async () => {
    const aws = lattice({ ListTargets: targets(`${FUNCTION}-other`) })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toThrow('one function only')
    expect(written(aws)).toEqual([])
  })

  test('a group that is gone is not created', async () => {
    const aws = lattice({ ListTargets: awsError('ResourceNotFoundException') })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('what was not told to be done is not taken back', async () => {
    const aws = lattice()
    await kind.writer.takeBack(aws, stepFor(), {})
    expect(written(aws)).toEqual([])
  })

  test.each(['RegisterTargets', 'DeregisterTargets', 'DeleteTargetGroup'])(
    '%s was about its group, by id or by ARN',
    (eventName) => {
      const { sourcesOf } = kind.changes.find(({ eventNames }) => eventNames.includes(eventName))!
      const about = (targetGroupIdentifier: string) =>
        sourcesOf({ ...homePlace, eventName, request: { targetGroupIdentifier }, response: {} })
      expect(about(GROUP)).toEqual([GROUP])
      expect(about('tg-0123456789abcdef0')).toEqual([GROUP])
    },
  )
})
