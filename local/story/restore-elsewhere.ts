import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { REGIONS } from '../emulator/environment.ts'
import { answerOf } from './answers.ts'
import { holdfast } from './holdfast.ts'
import type { Scene } from './stage.ts'

const FUNCTION = 'invoice-render'
const COPY = 'invoice-render-copy'
const INVOICE = { number: 7, lines: [{ text: 'Lamp', quantity: 2, price: 1950 }] }

/** What wakes it stays at home: these are all other parts that it has. */
const PARTS = 'code,configuration,versions,aliases,tags,log-retention'

/** A region is lost, or somebody wants to look at yesterday's code: what the function needs comes with it. */
export const restoreElsewhere: Scene = {
  name: 'restore-elsewhere',
  title: `${FUNCTION} is restored into ${REGIONS.edge} as ${COPY}, with its layer`,
  async play(stage) {
    const where = ['--to-region', REGIONS.edge, '--name', COPY] as const
    await holdfast(stage, 'restore', FUNCTION, ...where, '--parts', PARTS, '--yes')
    const there = stage.inRegion(REGIONS.edge)
    const command = new GetFunctionConfigurationCommand({ FunctionName: COPY })
    const { Layers = [] } = await there.lambda.send(command)
    stage.say(`its layer was published there: ${Layers.map(({ Arn }) => Arn).join(', ')}`)
    const [here, copied] = await Promise.all([
      answerOf(stage.clients, FUNCTION, INVOICE),
      answerOf(there, COPY, INVOICE),
    ])
    stage.say(`both answer ${copied}`)
    if (here !== copied) throw new Error(`the original answers ${here}`)
  },
}
