import { Command, InvalidArgumentError, Option } from 'commander'
import * as z from 'zod'
import { readActivity } from '../../shared/activity/read-lines.ts'
import { GROUPINGS, summarise } from '../../shared/activity/summarise.ts'
import { DurationText, hoursOf } from '../../shared/model/duration.ts'
import { activityText } from '../activity-text.ts'
import { openVaultStore } from '../find-run.ts'
import { positiveNumber } from '../options.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const ActivityOptions = z.object({
  since: DurationText,
  by: z.enum(GROUPINGS),
  limit: z.number(),
})
type ActivityOptions = z.infer<typeof ActivityOptions>

/** Groups that are shown unless --limit says otherwise. */
const DEFAULT_LIMIT = 20

export function activityCommand(perform: Perform): Command {
  return new Command('activity')
    .summary('show who changed what, how often, and what was deleted')
    .description(
      'Shows what changed since a time, by principal, function, zone or day, with deletions, bursts and calls on the vault itself. Reads what captures and runs recorded in the vault; of AWS it asks nothing.',
    )
    .option('--since <time>', 'how far back: 36h, 7d, 4w, 3mo', duration, '7d')
    .addOption(
      new Option('--by <what>', 'what changes are put together by').choices(GROUPINGS).default('principal'),
    )
    .option('--limit <number>', 'only so many of each, the busiest ones', positiveNumber, DEFAULT_LIMIT)
    .action((options: unknown) => perform((session) => show(session, ActivityOptions.parse(options))))
}

async function show(session: Session, { since: span, by, limit }: ActivityOptions): Promise<CommandResult> {
  const store = await openVaultStore(session)
  const now = session.world.clock.now()
  const since = new Date(now.getTime() - hoursOf(span) * 3_600_000)
  const { lines, damaged } = await readActivity(store, { since, now })
  const summary = summarise(lines, { by, since, now })
  const isNothing = lines.length === 0 && damaged.length === 0
  const complete = isNothing ? 'nothingFound' : 'done'
  return {
    ending: damaged.length > 0 ? 'partly' : complete,
    json: { vault: store.url, since: since.toISOString(), by, ...summary, damaged },
    text: (style) =>
      activityText(
        style,
        { url: store.url, since, by, limit, summary, damaged },
        session.world.stdout.isTTY === true,
      ),
  }
}

/** Reads a length of time. @throws InvalidArgumentError */
function duration(text: string): string {
  if (DurationText.safeParse(text).success) return text
  throw new InvalidArgumentError('It must be a length of time such as 36h, 7d or 1mo.')
}
