import { alarmChanges, alarmLine, alarmStates } from './alarms.ts'
import { readDashboard } from './dashboard.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene } from './stage.ts'

/** Alarms that the scenes before must have made go off: by missing data, by a metric of Holdfast, by a queue. */
const FIRED = ['NoRunAlarm', 'NoAuditAlarm', 'IntegrityAlarm', 'SlackDeadLettersAlarm']

/** Alarms that are over by now, because what was missing came. */
const OVER = ['NoRunAlarm', 'NoAuditAlarm']

/** The alarms that went off, and what the dashboard of the stack shows. */
export const isProtected: Scene = {
  name: 'protected',
  title: 'Are we protected? The alarms that fired, and the dashboard',
  async play(stage) {
    await untilQuiet(stage)
    const changes = await alarmChanges(stage)
    stage.say('alarms, as they went off and were over:')
    for (const change of changes) stage.say(`  | ${alarmLine(change)}`)
    const dashboard = await readDashboard(stage)
    const states = await alarmStates(stage)
    const promises = states.filter(({ arn }) => dashboard.promises.includes(arn))
    const hidden = states.filter(({ arn }) => !dashboard.promises.includes(arn)).map(({ name }) => name)
    if (hidden.length > 0) throw new Error(`the dashboard does not show ${hidden.join(', ')}`)
    const red = promises.filter(({ state }) => state === 'ALARM')
    stage.say(`dashboard: ${promises.length - red.length} of ${promises.length} promises are kept; red is`)
    for (const alarm of red) stage.say(`  | ${alarmLine(alarm)}`)
    for (const [title, numbers] of Object.entries(dashboard.numbers)) {
      stage.say(`${title}:`)
      for (const number of numbers) stage.say(`  | ${number}`)
    }
    const went = (state: string) => changes.filter((change) => change.state === state).map(({ name }) => name)
    const silent = FIRED.filter((name) => !went('ALARM').includes(name))
    const left = OVER.filter((name) => !went('OK').includes(name))
    if (silent.length + left.length > 0)
      throw new Error(`did not go off: ${silent.join(', ')}; is not over: ${left.join(', ')}`)
  },
}
