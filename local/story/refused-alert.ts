import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { command } from './holdfast.ts'
import { kindsOf, outcomesAfter } from './outcomes.ts'
import type { Scene, Stage } from './stage.ts'
import { underFaults } from './under-faults.ts'
import { until } from './until.ts'

const FUNCTION = 'audit-trail'
const GAP = `/${FUNCTION}: urls`

/** Slack refuses an alert: it waits, an alarm tells of it by e-mail, and it arrives once the address is mended. */
export const refusedAlert: Scene = {
  name: 'refused-alert',
  title: 'Slack refuses an alert: an alarm fires, and a redrive delivers it once the address is mended',
  async play(stage) {
    const { people } = stage
    people.revokeWebhook()
    stage.say('somebody revokes the webhook of Slack')
    await losePart(stage)
    const alarm = await until('a mail of the alarm', () => alarmMail(stage))
    stage.say(`by e-mail: ${alarm.subject}`)
    await command(stage, ['dead-letters', 'list', '--queue', 'slack'])
    await people.announceWebhook()
    stage.say('the new address is put into the secret; nothing is deployed')
    await command(stage, ['dead-letters', 'redrive', 'slack'])
    const arrived = await until('the alert in Slack', async () =>
      people.messages().find(({ text }) => text.includes(GAP)),
    )
    stage.say(`in Slack: ${arrived.text}`)
    await bringPartBack(stage)
  },
}

/** A part of a function cannot be read any more, which people are told. */
async function losePart(stage: Stage): Promise<void> {
  const match = { service: 'lambda', operation: 'ListFunctionUrlConfigs', path: FUNCTION }
  const outcomes = await underFaults(stage, [{ kind: 'access-denied', match }], () => change(stage, 31))
  stage.say(`a part of ${FUNCTION} cannot be read; on-change: ${kindsOf(outcomes)}`)
}

/** It can be read again: people are told that too. */
async function bringPartBack(stage: Stage): Promise<void> {
  await change(stage, 32)
  const over = await until('the end of the gap in Slack', async () =>
    stage.people
      .messages()
      .find(({ text }) => text.startsWith(':white_check_mark:') && text.includes(FUNCTION)),
  )
  stage.say(`in Slack, after the next change: ${over.text}`)
}

function change(stage: Stage, Timeout: number) {
  const command = new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, Timeout })
  return outcomesAfter(stage, FUNCTION, () => stage.clients.lambda.send(command))
}

async function alarmMail({ people }: Pick<Stage, 'people'>) {
  return (await people.mails()).find(
    ({ subject }) => subject.startsWith('ALARM:') && subject.includes('Slack'),
  )
}
