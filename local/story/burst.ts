import { AddPermissionCommand } from '@aws-sdk/client-lambda'
import { ACCOUNT, HUB_REGION } from '../emulator/environment.ts'
import { countPoints, newestPoint } from './newest-point.ts'
import { kindsOf, outcomesAfter } from './outcomes.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene } from './stage.ts'

const FUNCTION = 'session-cleanup'
const CALLS = 10

/** A deployment tool makes many calls in a row: together they are one change. */
export const burst: Scene = {
  name: 'burst',
  title: `${CALLS} calls on ${FUNCTION} make one recovery point`,
  async play(stage) {
    await untilQuiet(stage)
    const before = await countPoints(stage.vault, FUNCTION)
    const outcomes = await outcomesAfter(stage, FUNCTION, async () => {
      for (let call = 1; call <= CALLS; call++) await stage.clients.lambda.send(allowRule(call))
    })
    const events = outcomes.reduce((sum, outcome) => sum + (outcome.events ?? 0), 0)
    const added = (await countPoints(stage.vault, FUNCTION)) - before
    stage.say(`${events} events; on-change: ${kindsOf(outcomes)}; ${added} new recovery point`)
    if (outcomes.length !== 1 || added !== 1) throw new Error('the burst was not coalesced')
    const { point } = await newestPoint(stage.vault, FUNCTION)
    const missing = ruleNames().filter((name) => !JSON.stringify(point.content.policy).includes(`"${name}"`))
    if (missing.length > 0) throw new Error(`the recovery point lacks ${missing.join(', ')}`)
    stage.say('it holds the state after the last call: every one of the ten permissions')
  },
}

const ruleName = (call: number) => `rule-${call}-of-${CALLS}`
const ruleNames = () => Array.from({ length: CALLS }, (_, index) => ruleName(index + 1))

function allowRule(call: number): AddPermissionCommand {
  return new AddPermissionCommand({
    FunctionName: FUNCTION,
    StatementId: ruleName(call),
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: `arn:aws:events:${HUB_REGION}:${ACCOUNT}:rule/sessions-${call}`,
  })
}
