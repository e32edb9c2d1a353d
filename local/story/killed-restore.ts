import {
  DeleteFunctionCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda'
import type { Ended } from '../built-cli.ts'
import { ORDER, answerOf } from './answers.ts'
import { QUICKLY, holdfast } from './holdfast.ts'
import { outcomesAfter } from './outcomes.ts'
import type { Scene, Stage } from './stage.ts'

const FUNCTION = 'orders-api'
const STEP = 'Create the alias live'

/** The terminal is closed, the machine goes down: each step was written down before it was done. */
export const killedRestore: Scene = {
  name: 'killed-restore',
  title: `A restore of ${FUNCTION} is killed half way, and goes on where it was`,
  async play(stage) {
    const { lambda } = stage.clients
    const before = await answerOf(stage.clients, FUNCTION, ORDER)
    await outcomesAfter(stage, FUNCTION, () =>
      lambda.send(new DeleteFunctionCommand({ FunctionName: FUNCTION })),
    )
    const killed = await stage.cli.kill(STEP, 'restore', FUNCTION, '--yes', ...QUICKLY)
    if (killed.code !== null) throw new Error(`it was not killed:\n${killed.err}`)
    stage.say(`killed with SIGKILL at: ${killed.err.trimEnd().split('\n').at(-1)}`)
    stage.say(await stateOf(stage))
    await holdfast(stage, 'restore', '--resume', restoreOf(killed))
    const after = await answerOf(stage.clients, FUNCTION, ORDER)
    stage.say(`${await stateOf(stage)}; it answers as before: ${after}`)
    if (after !== before) throw new Error(`it answered ${before} before`)
  },
}

async function stateOf({ clients: { lambda } }: Stage): Promise<string> {
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: FUNCTION }))
  const { Aliases = [] } = await lambda.send(new ListAliasesCommand({ FunctionName: FUNCTION }))
  return `the function has ${Versions.length - 1} versions and ${Aliases.length} aliases`
}

/** The id that the command says first. */
function restoreOf({ err }: Ended): string {
  const [, id] = /--resume (\S+)/.exec(err) ?? []
  if (id === undefined) throw new Error(`the restore did not say its id:\n${err}`)
  return id
}
