import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlarm, mailLine, messageLine, missingInSlack, repeated } from '../people/inbox.ts'
import { inboxPage } from '../people/inbox-page.ts'
import { CACHE } from '../places.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene, Stage } from './stage.ts'
import { until } from './until.ts'

/** What the scenes before must have made people hear of, by words of the subjects. */
const TOLD = ['was deleted', 'capture of', 'gap in', 'gap closed', 'ALARM']

/** Whoever is on call heard of everything, once by e-mail and once in Slack. */
export const inbox: Scene = {
  name: 'inbox',
  title: 'What people were told: mails, messages in Slack, alarms',
  async play(stage) {
    await untilQuiet(stage)
    const mails = await until('a message in Slack for every mail', () => mailsInSlack(stage))
    const messages = stage.people.messages()
    stage.say(`${mails.length} mails; in Slack ${messages.length} messages:`)
    for (const message of messages) stage.say(`  | ${messageLine(message)}`)
    stage.say('alarms that fired, by e-mail:')
    for (const mail of mails.filter(isAlarm)) stage.say(`  | ${mailLine(mail)}`)
    const untold = TOLD.filter((words) => !mails.some(({ subject }) => subject.includes(words)))
    if (untold.length > 0) throw new Error(`no mail says: ${untold.join(', ')}`)
    const twice = repeated(mails)
    if (twice.length > 0) throw new Error(`told twice: ${twice.map(mailLine).join('; ')}`)
    const page = join(CACHE, 'inbox.html')
    await writeFile(page, inboxPage(mails, messages))
    stage.say(`to open and read: ${page}`)
  },
}

/** Slack gets its messages by a queue of its own, a little later than the mails go out. */
async function mailsInSlack({ people }: Pick<Stage, 'people'>) {
  const mails = await people.mails()
  return missingInSlack(mails, people.messages()).length === 0 ? mails : undefined
}
