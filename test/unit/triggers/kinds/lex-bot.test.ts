import { describe, expect, test } from '@jest/globals'
import type {
  BotAliasLocaleSettings,
  DescribeBotAliasCommandInput,
  DescribeBotAliasCommandOutput,
  ListBotAliasesCommandInput,
  ListBotAliasesCommandOutput,
  ListBotsCommandInput,
  ListBotsCommandOutput,
} from '@aws-sdk/client-lex-models-v2'
import { kind } from '../../../../shared/triggers/kinds/lex-bot.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const LEX = 'arn:aws:lex:eu-west-1:123456789012:bot-alias'
const ALIAS = `${LEX}/BOT1/LIVE`
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:talk'
const OTHER = `${FUNCTION}-other`
const settings = {
  locales: [
    { localeId: 'de_DE', enabled: false, codeHookInterfaceVersion: '1.0' },
    { localeId: 'en_US', enabled: true, codeHookInterfaceVersion: '1.0' },
  ],
}
const trigger = { kind: kind.name, source: ALIAS, invokes: FUNCTION, settings }

function locale(lambdaARN?: string, enabled = true): BotAliasLocaleSettings {
  const codeHookInterfaceVersion = '1.0'
  return lambdaARN === undefined
    ? { enabled }
    : { enabled, codeHookSpecification: { lambdaCodeHook: { lambdaARN, codeHookInterfaceVersion } } }
}

const whole = { en_US: locale(FUNCTION), fr_FR: locale(OTHER), de_DE: locale(FUNCTION, false) }
const described = {
  botId: 'BOT1',
  botAliasId: 'LIVE',
  botAliasName: 'live',
  botVersion: '7',
  botAliasStatus: 'Available',
  sentimentAnalysisSettings: { detectSentiment: true },
} satisfies Partial<DescribeBotAliasCommandOutput>

function lex(
  botAliasLocaleSettings: Record<string, BotAliasLocaleSettings> = whole,
  answers: Answers = {},
): FakeAws {
  return fakeAws({
    DescribeBotAlias: { ...described, botAliasLocaleSettings },
    UpdateBotAlias: {},
    ...answers,
  })
}

const written = ({ calls }: FakeAws) =>
  calls.filter(({ operation }) => operation === 'UpdateBotAlias').map(({ input }) => input)
const stepFor = (invokes = FUNCTION) => kind.writer.plan(trigger, targetOf({ invokes })).steps[0]!

describe('Lex bot alias', () => {
  const reader = readerOf(kind)

  test('a grant with the exact ARN names its alias; Lex V1 cannot be asked', async () => {
    const find = (sourceArn: string) => reader.find(fakeAws({}), grantOf({ sourceArn }), homePlace)
    expect(await find(ALIAS)).toEqual([ALIAS])
    expect(await find('arn:aws:lex:eu-west-1:123456789012:intent:Order:*')).toBeUndefined()
  })

  test('a grant with wildcards means the aliases of every bot, on every page, that ask the function', async () => {
    const aws = lex(whole, {
      ListBots: ({ nextToken }: ListBotsCommandInput) =>
        (nextToken === undefined
          ? { botSummaries: [{ botId: 'BOT0' }], nextToken: '2' }
          : { botSummaries: [{ botId: 'BOT1' }] }) satisfies Partial<ListBotsCommandOutput>,
      ListBotAliases: ({ nextToken }: ListBotAliasesCommandInput) =>
        (nextToken === undefined
          ? { botAliasSummaries: [{ botAliasId: 'TEST' }], nextToken: '2' }
          : { botAliasSummaries: [{ botAliasId: 'LIVE' }] }) satisfies Partial<ListBotAliasesCommandOutput>,
      DescribeBotAlias: ({ botId, botAliasId }: DescribeBotAliasCommandInput) => ({
        botAliasLocaleSettings: botId === 'BOT1' && botAliasId === 'LIVE' ? whole : {},
      }),
    })
    const sourceArn = 'arn:aws:lex:*:123456789012:bot-alias/*'
    expect(await reader.find(aws, grantOf({ invokes: FUNCTION, sourceArn }), homePlace)).toEqual([ALIAS])
    const elsewhere = grantOf({ invokes: FUNCTION, sourceArn: `${LEX}/BOT0/*` })
    expect(await reader.find(aws, elsewhere, homePlace)).toEqual([])
  })

  test('reads the locales of each function, in order', async () => {
    const found = await reader.read(lex(), ALIAS, homePlace)
    expect(found).toEqual({
      source: { arn: ALIAS, account: '123456789012', region: 'eu-west-1', facts: { botAliasName: 'live' } },
      triggers: [
        { invokes: FUNCTION, settings },
        {
          invokes: OTHER,
          settings: { locales: [{ localeId: 'fr_FR', enabled: true, codeHookInterfaceVersion: '1.0' }] },
        },
      ],
    })
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
  })

  test('an alias that is gone does not exist', async () => {
    const aws = lex({}, { DescribeBotAlias: awsError('ResourceNotFoundException') })
    expect(await reader.read(aws, ALIAS, homePlace)).toBeUndefined()
  })

  test('is put back by one step after verification, at the mapped alias', () => {
    const map = (arn: string) => arn.replaceAll('eu-west-1', 'eu-west-2')
    const { steps } = kind.writer.plan(trigger, targetOf({ invokes: `${FUNCTION}-2`, map }))
    expect(steps).toMatchObject([{ phase: 'enable', resource: map(ALIAS), risk: 'high' }])
  })

  test('an alias that still asks the function is left alone', async () => {
    const aws = lex()
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([])
  })

  test('what is missing is hooked and unhooked; other locales and settings stay', async () => {
    const bare = { en_US: locale(FUNCTION), fr_FR: locale(OTHER), de_DE: locale(undefined, false) }
    const aws = lex(bare)
    const done = await kind.writer.carryOut(aws, stepFor())
    const { botAliasStatus: _, ...kept } = described
    expect(written(aws)).toEqual([expect.objectContaining({ ...kept, botAliasLocaleSettings: whole })])
    const undo = lex(whole)
    await kind.writer.takeBack(undo, stepFor(), done)
    expect(written(undo)).toEqual([expect.objectContaining({ ...kept, botAliasLocaleSettings: bare })])
  })

  test('a function under a new name takes over from the old one, and gives back', async () => {
    const aws = lex()
    const done = await kind.writer.carryOut(aws, stepFor(`${FUNCTION}-2`))
    const taken = { ...whole, en_US: locale(`${FUNCTION}-2`), de_DE: locale(`${FUNCTION}-2`, false) }
    expect(written(aws)).toMatchObject([{ botAliasLocaleSettings: taken }])
    const undo = lex(taken)
    await kind.writer.takeBack(undo, stepFor(`${FUNCTION}-2`), done)
    expect(written(undo)).toMatchObject([{ botAliasLocaleSettings: whole }])
  })

  test('a locale that asks somebody else’s function stays theirs', async () => {
    const aws = lex({ ...whole, de_DE: locale(OTHER) })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toThrow('one function only')
    expect(written(aws)).toEqual([])
  })

  test('an alias that is gone is not created', async () => {
    const aws = lex({}, { DescribeBotAlias: awsError('ResourceNotFoundException') })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('what was not told to be done is not taken back', async () => {
    const aws = lex()
    await kind.writer.takeBack(aws, stepFor(), {})
    expect(written(aws)).toEqual([])
  })

  test.each([
    ['CreateBotAlias', { botId: 'BOT1' }, { botAliasId: 'LIVE' }],
    ['UpdateBotAlias', { botId: 'BOT1', botAliasId: 'LIVE' }, {}],
    ['DeleteBotAlias', { botId: 'BOT1', botAliasId: 'LIVE' }, {}],
  ])('%s was about its alias', (eventName, request, response) => {
    expect(kind.changes[0]?.eventNames).toContain(eventName)
    expect(kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response })).toEqual([ALIAS])
  })

  test('DeleteBot was about the bot, under which the index has the functions of its aliases too', () => {
    const bot = ALIAS.replace('bot-alias/BOT1/LIVE', 'bot/BOT1')
    const deleted = kind.changes.find(({ eventNames }) => eventNames.includes('DeleteBot'))
    const about = (request: Record<string, string | boolean>) =>
      deleted?.sourcesOf({ ...homePlace, eventName: 'DeleteBot', request, response: {} })
    expect(about({ botId: 'BOT1', skipResourceInUseCheck: true })).toEqual([bot])
    expect(about({ name: 'BotOfLexV1' })).toEqual([])
    expect(kind.alsoUnder?.({ source: ALIAS, settings: {} })).toEqual([bot])
  })

  test('an alias that goes with its bot is there no more', async () => {
    const aws = lex({}, { DescribeBotAlias: { botAliasStatus: 'Deleting' } })
    expect(await readerOf(kind).read(aws, ALIAS, homePlace)).toBeUndefined()
  })
})
