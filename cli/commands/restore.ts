import { Command } from 'commander'
import { writeMap } from '../../shared/restore/write-map.ts'
import type { RecoveryPoint } from '../../shared/model/manifest.ts'
import { isPointOf } from '../../shared/model/manifest.ts'
import { CommandError } from '../command-error.ts'
import { requirePerson } from '../require-person.ts'
import { choosePoints } from '../restore/choose-points.ts'
import { newRestore } from '../restore/new-restore.ts'
import { RestoreOptions, restoreOptions } from '../restore/restore-options.ts'
import { resumeRestore } from '../restore/resume-restore.ts'
import { takeBackRestore } from '../restore/take-back-restore.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

export function restoreCommand(perform: Perform): Command {
  const command = new Command('restore')
    .summary('bring functions back')
    .description(
      'Restores a function, or a set of them, from recovery points with your own AWS credentials: prints what will be done and what cannot come back, asks, does it, reads everything back and compares, and only then lets events in. Never overwrites what is there unless told to.',
    )
    .argument(
      '[function|point]',
      'name or ARN of a function, or the first four or more digits of the id of a point',
    )
  for (const option of restoreOptions()) command.addOption(option)
  return command.action((text: string | undefined, options: unknown) =>
    perform((session) => restore(session, text, RestoreOptions.parse(options))),
  )
}

async function restore(
  session: Session,
  text: string | undefined,
  options: RestoreOptions,
): Promise<CommandResult> {
  const { resume, undo, dryRun, yes, writeMap: isMapWanted } = options
  const isKnown = resume !== undefined || undo !== undefined
  const named = [text !== undefined, options.select.length > 0, isKnown].filter(Boolean)
  if (named.length !== 1) throw nothingNamed()
  if (resume !== undefined) return await resumeRestore(session, resume, options)
  if (!dryRun && !yes && !isMapWanted) requirePerson(session)
  if (undo !== undefined) return await takeBackRestore(session, undo, options)
  const points = await choosePoints(session, text, options)
  if (!isMapWanted) return await newRestore(session, points, options)
  const map = mapOf(points.map(({ point }) => point))
  return { ending: 'done', json: { map }, text: () => map.trimEnd() }
}

function mapOf(points: readonly RecoveryPoint[]): string {
  const functions = points.flatMap((point) => (isPointOf('function', point) ? [point] : []))
  return writeMap(
    functions,
    points.filter((point) => !isPointOf('function', point)),
  )
}

function nothingNamed(): CommandError {
  return new CommandError({
    what: 'Exactly one of a function, --select, --resume and --undo must be given.',
    advice: '`holdfast restore orders`, or `holdfast restore --select tag:team=orders`.',
    ending: 'usage',
  })
}
