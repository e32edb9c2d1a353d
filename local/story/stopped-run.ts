import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { startRun, untilEnded } from './backup-run.ts'
import { command } from './holdfast.ts'
import type { Scene, Stage } from './stage.ts'
import { until } from './until.ts'

/** A run that nobody can report must not be lost: AWS tells of its end, and it goes on where it was. */
export const stoppedRun: Scene = {
  name: 'stopped-run',
  title: 'Somebody stops a run: an alarm tells of it, and a redrive has it go on',
  async play(stage) {
    const run = await startRun(stage, { mode: 'quick' })
    await stage.clients.stateMachines.send(new StopExecutionCommand({ executionArn: run.arn }))
    stage.say(`somebody stops the run ${run.runId}`)
    const alarm = await until('a mail of the alarm', () => alarmMail(stage))
    stage.say(`by e-mail: ${alarm.subject}`)
    await command(stage, ['dead-letters', 'list', '--queue', 'executions'])
    await command(stage, ['dead-letters', 'redrive', 'executions'])
    const { status } = await untilEnded(stage, run)
    if (status !== 'SUCCEEDED') throw new Error(`the run ended as ${status} when it went on`)
    stage.say(`the run ${run.runId} came to its end after all`)
    await command(stage, ['dead-letters', 'list', '--queue', 'executions'])
  },
}

async function alarmMail({ people }: Pick<Stage, 'people'>) {
  return (await people.mails()).find(
    ({ subject }) => subject.startsWith('ALARM:') && subject.includes('ExecutionsFailed'),
  )
}
