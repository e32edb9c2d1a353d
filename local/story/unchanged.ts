import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { countPoints } from './newest-point.ts'
import { kindsOf, outcomesAfter } from './outcomes.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene } from './stage.ts'

const FUNCTION = 'nightly-report'

/** A call that sets what is already set: an event, and nothing new to keep. */
export const unchanged: Scene = {
  name: 'unchanged',
  title: `A call that changes nothing in ${FUNCTION} adds no recovery point`,
  async play(stage) {
    await untilQuiet(stage)
    const before = await countPoints(stage.vault, FUNCTION)
    const command = new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, Timeout: 30 })
    const outcomes = await outcomesAfter(stage, FUNCTION, () => stage.clients.lambda.send(command))
    const after = await countPoints(stage.vault, FUNCTION)
    stage.say(`on-change: ${kindsOf(outcomes)}; ${before} recovery point before, ${after} after`)
    if (after !== before) throw new Error('something was captured')
  },
}
