import { describe, expect, test } from '@jest/globals'
import type {
  GetRepositoryCommandOutput,
  GetRepositoryTriggersCommandInput,
  GetRepositoryTriggersCommandOutput,
  ListRepositoriesCommandInput,
  ListRepositoriesCommandOutput,
  RepositoryTrigger,
} from '@aws-sdk/client-codecommit'
import { kind } from '../../../../shared/triggers/kinds/codecommit-trigger.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const CODECOMMIT = 'arn:aws:codecommit:eu-west-1:123456789012'
const REPOSITORY = `${CODECOMMIT}:shop`
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-4000-8000-000000000000'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:lint'
const settings = { name: 'lint', customData: 'fast', branches: ['main', 'next'], events: ['updateReference'] }
const trigger = { kind: kind.name, source: REPOSITORY, invokes: FUNCTION, settings }
const topic: RepositoryTrigger = {
  name: 'tell',
  destinationArn: 'arn:aws:sns:eu-west-1:123456789012:tell',
  branches: [],
  events: ['all'],
}
const lint: RepositoryTrigger = {
  name: 'lint',
  destinationArn: FUNCTION,
  customData: 'fast',
  branches: ['next', 'main'],
  events: ['updateReference'],
}

function repository(triggers: readonly RepositoryTrigger[] = [topic, lint], answers: Answers = {}): FakeAws {
  return fakeAws({
    GetRepository: {
      repositoryMetadata: { repositoryName: 'shop', Arn: REPOSITORY, kmsKeyId: KEY },
    } satisfies Partial<GetRepositoryCommandOutput>,
    GetRepositoryTriggers: {
      configurationId: 'c1',
      triggers: [...triggers],
    } satisfies Partial<GetRepositoryTriggersCommandOutput>,
    PutRepositoryTriggers: {},
    ...answers,
  })
}

const written = ({ calls }: FakeAws) =>
  calls.filter(({ operation }) => operation === 'PutRepositoryTriggers').map(({ input }) => input['triggers'])
const stepFor = (invokes = FUNCTION) => kind.writer.plan(trigger, targetOf({ invokes })).steps[0]!

describe('CodeCommit trigger', () => {
  const reader = readerOf(kind)

  test('a grant with the exact ARN names its repository without a call', async () => {
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn: REPOSITORY }), homePlace)).toEqual([
      REPOSITORY,
    ])
  })

  test('a grant with wildcards means the repositories on every page that invoke the function', async () => {
    const aws = repository([], {
      ListRepositories: ({ nextToken }: ListRepositoriesCommandInput) =>
        (nextToken === undefined
          ? { repositories: [{ repositoryName: 'other' }], nextToken: '2' }
          : { repositories: [{ repositoryName: 'shop' }] }) satisfies Partial<ListRepositoriesCommandOutput>,
      GetRepositoryTriggers: ({ repositoryName }: GetRepositoryTriggersCommandInput) => ({
        triggers: repositoryName === 'shop' ? [lint] : [topic],
      }),
    })
    const sourceArn = `${CODECOMMIT}:*`
    expect(await reader.find(aws, grantOf({ invokes: FUNCTION, sourceArn }), homePlace)).toEqual([REPOSITORY])
    const elsewhere = grantOf({ invokes: FUNCTION, sourceArn: `${CODECOMMIT}:x*` })
    expect(await reader.find(aws, elsewhere, homePlace)).toEqual([])
  })

  test('reads the triggers of functions only, their lists in order, and the key', async () => {
    const found = await reader.read(repository(), REPOSITORY, homePlace)
    expect(found).toEqual({
      source: { arn: REPOSITORY, account: '123456789012', region: 'eu-west-1', key: KEY },
      triggers: [{ invokes: FUNCTION, settings }],
    })
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
  })

  test('a repository that is gone does not exist', async () => {
    const aws = repository([], { GetRepository: awsError('RepositoryDoesNotExistException') })
    expect(await reader.read(aws, REPOSITORY, homePlace)).toBeUndefined()
  })

  test('is put back by one step after verification, at the mapped repository', () => {
    const map = (arn: string) => arn.replaceAll('eu-west-1', 'eu-west-2')
    const { steps } = kind.writer.plan(trigger, targetOf({ invokes: `${FUNCTION}-2`, map }))
    expect(steps).toMatchObject([
      { phase: 'enable', resource: map(REPOSITORY), input: { invokes: `${FUNCTION}-2` } },
    ])
  })

  test('a trigger that is there is left alone, in whatever order AWS tells it', async () => {
    const aws = repository()
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([])
  })

  test('a missing one is added to the others, and only that is removed again', async () => {
    const aws = repository([topic])
    const done = await kind.writer.carryOut(aws, stepFor())
    expect(written(aws)).toEqual([[topic, { ...settings, destinationArn: FUNCTION }]])
    const undo = repository([topic, lint])
    await kind.writer.takeBack(undo, stepFor(), done)
    expect(written(undo)).toEqual([[topic]])
  })

  test('one for a function under a new name stands beside the old one, under a free name', async () => {
    const aws = repository([lint])
    const done = await kind.writer.carryOut(aws, stepFor(`${FUNCTION}-2`))
    const added = { ...settings, name: 'lint-2', destinationArn: `${FUNCTION}-2` }
    expect(written(aws)).toEqual([[lint, added]])
    const again = repository([lint, added as RepositoryTrigger])
    expect(await kind.writer.carryOut(again, stepFor(`${FUNCTION}-2`))).toEqual({ added: false })
    await kind.writer.takeBack(again, stepFor(`${FUNCTION}-2`), done)
    expect(written(again)).toEqual([[lint]])
  })

  test('a repository that is gone is not created', async () => {
    const aws = repository([], { GetRepositoryTriggers: awsError('RepositoryDoesNotExistException') })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('what was not told to be done is not taken back', async () => {
    const aws = repository()
    await kind.writer.takeBack(aws, stepFor(), {})
    expect(written(aws)).toEqual([])
  })

  test.each([
    ['PutRepositoryTriggers', { repositoryName: 'shop' }, [REPOSITORY]],
    ['DeleteRepository', { repositoryName: 'shop' }, [REPOSITORY]],
    ['UpdateRepositoryName', { oldName: 'shop', newName: 'store' }, [REPOSITORY, `${CODECOMMIT}:store`]],
  ])('%s was about its repository', (eventName, request, expected) => {
    expect(kind.changes[0]?.eventNames).toContain(eventName)
    expect(kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response: {} })).toEqual(expected)
  })
})
