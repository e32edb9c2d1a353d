import type {
  BotAliasLocaleSettings,
  DescribeBotAliasCommandOutput,
  LexModelsV2Client,
} from '@aws-sdk/client-lex-models-v2'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError, TriggerTakenError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { textOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import type { Grant, Intend, Place, SourceChange, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

const Settings = z.strictObject({
  /** In order of locale. */
  locales: z.array(
    z.strictObject({
      localeId: z.string(),
      enabled: z.boolean().optional(),
      codeHookInterfaceVersion: z.string(),
    }),
  ),
})

const BOTS = 'arn:${AWS::Partition}:lex:*:*:bot/*'
const ALIASES = 'arn:${AWS::Partition}:lex:*:*:bot-alias/*/*'

/** Code hooks of Lex V2: one function for each locale of a bot's alias. */
export const kind: TriggerKind = {
  name: 'lex-bot',
  title: 'Lex bot alias',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['lex:DescribeBotAlias'], resource: ALIASES },
    { use: 'read', actions: ['lex:ListBotAliases'], resource: BOTS },
    { use: 'read', actions: ['lex:ListBots'], resource: '*' },
    { use: 'write', actions: ['lex:DescribeBotAlias', 'lex:UpdateBotAlias'], resource: ALIASES },
  ],
  changes: [
    {
      eventSource: 'lex.amazonaws.com',
      eventNames: ['CreateBotAlias', 'UpdateBotAlias', 'DeleteBotAlias'],
      sourcesOf: aliasIn,
    },
    {
      // With `skipResourceInUseCheck` its aliases go with it. A bot of Lex V1 is named otherwise, and is nothing here.
      eventSource: 'lex.amazonaws.com',
      eventNames: ['DeleteBot'],
      sourcesOf: ({ request, ...place }) => {
        const bot = textOf(request, 'botId')
        return bot === undefined ? [] : [botArn(place, bot)]
      },
    },
  ],
  alsoUnder: ({ source }) => [source.replace(/:bot-alias\/([^/]+)\/.*$/, ':bot/$1')],
  reader: {
    by: 'policy',
    principals: ['lexv2.amazonaws.com', 'lex.amazonaws.com'],
    find: findAliases,
    read: readAlias,
  },
  writer: {
    plan: ({ source, settings, invokes: replaces }, { invokes, map }) => ({
      steps: [
        {
          action: 'lex-bot/hook',
          phase: 'enable',
          resource: map(source),
          what: `Let the bot's alias ${map(source)} ask ${invokes}`,
          why: 'The bot asked the function when the point was taken.',
          risk: invokes === replaces ? 'low' : 'high',
          canUndo: true,
          input: { invokes, replaces, ...settings },
        },
      ],
      byHand: [],
    }),
    carryOut: hook,
    takeBack: unhook,
    // A locale that is there stays as it is, but for the function that it asks.
    isBack: (wanted, found) => localesIn(wanted).every((id) => localesIn(found).includes(id)),
  },
}

function localesIn(settings: JsonObject): readonly string[] {
  return Settings.parse(settings).locales.map(({ localeId }) => localeId)
}

function arnOf({ partition, region, account }: Place, bot: string, alias: string): string {
  return `arn:${partition}:lex:${region}:${account}:bot-alias/${bot}/${alias}`
}

function botArn({ partition, region, account }: Place, bot: string): string {
  return `arn:${partition}:lex:${region}:${account}:bot/${bot}`
}

/** An alias that was just made has its id in the answer only. */
function aliasIn({ request, response, ...place }: SourceChange): readonly string[] {
  const bot = textOf(request, 'botId')
  const alias = textOf(request, 'botAliasId') ?? textOf(response, 'botAliasId')
  return bot === undefined || alias === undefined ? [] : [arnOf(place, bot, alias)]
}

function idsIn(arn: string): { readonly botId: string; readonly botAliasId: string } {
  const [, botId = '', botAliasId = ''] = (parseArn(arn)?.resource ?? '').split('/')
  return { botId, botAliasId }
}

const sdk = () => import('@aws-sdk/client-lex-models-v2')

async function clientOf(aws: AwsDoor, region = ''): Promise<LexModelsV2Client> {
  const { LexModelsV2Client } = await sdk()
  return aws.client(LexModelsV2Client, region)
}

/** Intents and bots of Lex V1, which ended in September 2025, cannot be asked for. */
const OF_V1 = /:(?:intent|bot):/

/** A grant that names no alias, or several, means those that ask the function. */
async function findAliases(aws: AwsDoor, grant: Grant, place: Place): Promise<readonly string[] | undefined> {
  if (grant.sourceArn !== undefined && OF_V1.test(grant.sourceArn)) return undefined
  const exact = exactSource(grant)
  if (exact !== undefined) return exact.includes(':bot-alias/') ? [exact] : undefined
  const client = await clientOf(aws, place.region)
  const { paginateListBots } = await sdk()
  const bots = await callPages('ListBots', paginateListBots({ client }, {}), (page) => page.botSummaries)
  const found: string[] = []
  for (const { botId = '' } of bots) {
    const meant = (await listAliases(client, botId))
      .map((alias) => arnOf(place, botId, alias))
      .filter((arn) => mayMean(grant, arn))
    const aliases = await Promise.all(meant.map((arn) => describeAlias(client, arn)))
    found.push(...meant.filter((_arn, index) => hooksOf(aliases[index]).has(grant.invokes)))
  }
  return found
}

async function listAliases(client: LexModelsV2Client, botId: string): Promise<readonly string[]> {
  const { paginateListBotAliases } = await sdk()
  const pages = paginateListBotAliases({ client }, { botId })
  const aliases = await callPages('ListBotAliases', pages, (page) => page.botAliasSummaries)
  return aliases.map(({ botAliasId = '' }) => botAliasId)
}

async function describeAlias(
  client: LexModelsV2Client,
  arn: string,
): Promise<DescribeBotAliasCommandOutput | undefined> {
  const { DescribeBotAliasCommand } = await sdk()
  return callOptional('DescribeBotAlias', () => client.send(new DescribeBotAliasCommand(idsIn(arn))))
}

type Alias = Pick<DescribeBotAliasCommandOutput, 'botAliasLocaleSettings'>

const functionOf = (locale: BotAliasLocaleSettings | undefined) =>
  locale?.codeHookSpecification?.lambdaCodeHook?.lambdaARN

/** Locales, in order, by the function that they ask. */
function hooksOf({ botAliasLocaleSettings: locales = {} }: Alias = {}): ReadonlyMap<string, JsonObject[]> {
  const hooks = new Map<string, JsonObject[]>()
  for (const localeId of Object.keys(locales).sort()) {
    const { enabled, codeHookSpecification } = locales[localeId] ?? {}
    const { lambdaARN, codeHookInterfaceVersion } = codeHookSpecification?.lambdaCodeHook ?? {}
    if (lambdaARN === undefined) continue
    const locale = plainObject({ localeId, enabled, codeHookInterfaceVersion })
    hooks.set(lambdaARN, [...(hooks.get(lambdaARN) ?? []), locale])
  }
  return hooks
}

async function readAlias(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const alias = await describeAlias(await clientOf(aws, region), source)
  if (alias === undefined || alias.botAliasStatus === 'Deleting') return undefined
  const facts = plainObject({ botAliasName: alias.botAliasName })
  return {
    source: { arn: source, account, region, facts },
    triggers: [...hooksOf(alias)].map(([invokes, locales]) => ({ invokes, settings: { locales } })),
  }
}

const Input = Settings.extend({ invokes: z.string(), replaces: z.string() })

async function hook(aws: AwsDoor, { input, resource }: TriggerStep, intend?: Intend): Promise<JsonObject> {
  const { invokes, replaces, locales } = Input.parse(input)
  const client = await clientOf(aws, parseArn(resource)?.region)
  const alias = await describeAlias(client, resource)
  if (alias === undefined) throw new NotFoundError(`${resource} is gone: create the bot's alias by hand.`)
  const present = alias.botAliasLocaleSettings ?? {}
  const missing = locales.filter(({ localeId }) => functionOf(present[localeId]) !== invokes)
  const held = missing
    .map(({ localeId }) => functionOf(present[localeId]))
    .find((arn) => (arn ?? replaces) !== replaces)
  if (held !== undefined)
    throw new TriggerTakenError(`${resource} asks ${held}, and can ask one function only.`)
  if (missing.length === 0) return { before: {} }
  const hooked = missing.map(({ localeId, enabled = true, codeHookInterfaceVersion }) => {
    const codeHookSpecification = { lambdaCodeHook: { lambdaARN: invokes, codeHookInterfaceVersion } }
    return [localeId, { ...(present[localeId] ?? { enabled }), codeHookSpecification }] as const
  })
  const before = Object.fromEntries(missing.map(({ localeId: id }) => [id, functionOf(present[id]) ?? null]))
  await intend?.({ before })
  await update(client, alias, { ...present, ...Object.fromEntries(hooked) })
  return { before }
}

/** An alias is written as a whole: all but its locales as it was read. */
async function update(
  client: LexModelsV2Client,
  alias: DescribeBotAliasCommandOutput,
  botAliasLocaleSettings: Record<string, BotAliasLocaleSettings>,
): Promise<void> {
  const { UpdateBotAliasCommand } = await sdk()
  const command = new UpdateBotAliasCommand({
    botId: alias.botId,
    botAliasId: alias.botAliasId,
    botAliasName: alias.botAliasName,
    botVersion: alias.botVersion,
    description: alias.description,
    conversationLogSettings: alias.conversationLogSettings,
    sentimentAnalysisSettings: alias.sentimentAnalysisSettings,
    botAliasLocaleSettings,
  })
  await call('UpdateBotAlias', () => client.send(command))
}

const Done = z.object({ before: z.record(z.string(), z.string().nullable()).default({}) })

async function unhook(aws: AwsDoor, { input, resource }: TriggerStep, done: JsonObject): Promise<void> {
  const before = Object.entries(Done.parse(done).before)
  if (before.length === 0) return
  const { invokes } = Input.parse(input)
  const client = await clientOf(aws, parseArn(resource)?.region)
  const alias = await describeAlias(client, resource)
  const present = alias?.botAliasLocaleSettings ?? {}
  const ours = before.filter(([localeId]) => functionOf(present[localeId]) === invokes)
  if (alias === undefined || ours.length === 0) return
  const restored = ours.map(
    ([localeId, lambdaARN]) => [localeId, withHook(present[localeId], lambdaARN)] as const,
  )
  await update(client, alias, { ...present, ...Object.fromEntries(restored) })
}

function withHook(
  locale: BotAliasLocaleSettings | undefined,
  lambdaARN: string | null,
): BotAliasLocaleSettings {
  const { codeHookSpecification, ...rest } = locale ?? { enabled: true }
  const lambdaCodeHook = codeHookSpecification?.lambdaCodeHook
  if (lambdaARN === null || lambdaCodeHook === undefined) return rest
  return { ...rest, codeHookSpecification: { lambdaCodeHook: { ...lambdaCodeHook, lambdaARN } } }
}
