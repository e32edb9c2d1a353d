import { PublishVersionCommand, UpdateAliasCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
import { settled } from '../estate/create-function.ts'
import { zipFolder } from '../estate/zip.ts'
import { ORDER, answerOf } from './answers.ts'
import { holdfast } from './holdfast.ts'
import { kindsOf, outcomesAfter } from './outcomes.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene, Stage } from './stage.ts'

const FUNCTION = 'orders-api'
const LIVE = `${FUNCTION}:live`

/** Three in the morning: nobody knows what was deployed, but everybody knows when it still worked. */
export const rollback: Scene = {
  name: 'rollback',
  title: `A bad deployment of ${FUNCTION} is rolled back to what was there before`,
  async play(stage) {
    await untilQuiet(stage)
    const good = await answerOf(stage.clients, LIVE, ORDER)
    const worked = new Date().toISOString()
    const outcomes = await outcomesAfter(stage, FUNCTION, () => deployBadly(stage))
    stage.say(
      `on-change: ${kindsOf(outcomes)}; ${LIVE} answers ${await answerOf(stage.clients, LIVE, ORDER)}`,
    )
    await holdfast(stage, 'restore', FUNCTION, '--at', worked, '--on-conflict', 'update', '--yes')
    const answer = await answerOf(stage.clients, LIVE, ORDER)
    stage.say(`${LIVE} answers ${answer}`)
    if (statusOf(answer) !== statusOf(good)) throw new Error(`it answered ${good} before`)
  },
}

/** The code of another function is published, and all traffic goes there. */
async function deployBadly({ clients: { lambda } }: Stage): Promise<void> {
  const ZipFile = await zipFolder('user-signup')
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ZipFile }))
  await settled(lambda, FUNCTION)
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: FUNCTION }))
  const alias = { FunctionName: FUNCTION, Name: 'live', FunctionVersion: Version }
  await lambda.send(new UpdateAliasCommand({ ...alias, RoutingConfig: { AdditionalVersionWeights: {} } }))
}

/** The alias shares its calls between two versions, which differ in a header. */
function statusOf(answer: string): unknown {
  return (JSON.parse(answer) as { readonly statusCode?: number }).statusCode
}
