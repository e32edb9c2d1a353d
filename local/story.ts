import { activity } from './story/activity.ts'
import { audit } from './story/audit.ts'
import { burst } from './story/burst.ts'
import { change } from './story/change.ts'
import { deadLetter } from './story/dead-letter.ts'
import { deletedFunction } from './story/deleted-function.ts'
import { expiry } from './story/expiry.ts'
import { failingZone } from './story/failing-zone.ts'
import { farChange } from './story/far-change.ts'
import { firstPoints } from './story/first-points.ts'
import { firstRun } from './story/first-run.ts'
import { inbox } from './story/inbox.ts'
import { killedRestore } from './story/killed-restore.ts'
import { lock } from './story/lock.ts'
import { lostBucket } from './story/lost-bucket.ts'
import { newZone } from './story/new-zone.ts'
import { notification } from './story/notification.ts'
import { isProtected } from './story/protected.ts'
import { quietRun } from './story/quiet-run.ts'
import { refusedAlert } from './story/refused-alert.ts'
import { restoreElsewhere } from './story/restore-elsewhere.ts'
import { restoreTest } from './story/restore-test.ts'
import { rollback } from './story/rollback.ts'
import type { Scene, Stage } from './story/stage.ts'
import { stoppedRun } from './story/stopped-run.ts'
import type { Teller } from './story/teller.ts'
import { triggers } from './story/triggers.ts'
import { unchanged } from './story/unchanged.ts'

/** The main job, scene by scene: what follows a change, what the schedule sees to, what comes back, what is kept, what is told. */
export const SCENES: readonly Scene[] = [
  firstPoints,
  triggers,
  change,
  burst,
  unchanged,
  notification,
  deadLetter,
  firstRun,
  quietRun,
  failingZone,
  newZone,
  farChange,
  deletedFunction,
  restoreElsewhere,
  rollback,
  killedRestore,
  restoreTest,
  expiry,
  lock,
  lostBucket,
  audit,
  stoppedRun,
  refusedAlert,
  isProtected,
  inbox,
  activity,
]

/** How a scene went. */
export interface SceneResult {
  readonly name: string
  readonly ok: boolean
  readonly seconds: number
  readonly error?: string
}

/** Plays scene after scene, up to the first that fails. */
export async function playStory(stage: Omit<Stage, 'say'>, teller: Teller): Promise<SceneResult[]> {
  const results: SceneResult[] = []
  for (const scene of SCENES) {
    const result = await play(scene, { ...stage, say: (fact) => teller.say(fact) }, teller)
    results.push(result)
    if (!result.ok) break
  }
  return results
}

async function play(scene: Scene, stage: Stage, teller: Teller): Promise<SceneResult> {
  const { name, title } = scene
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 100) / 10
  try {
    await teller.step(title, () => scene.play(stage))
    return { name, ok: true, seconds: seconds() }
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause)
    return { name, ok: false, seconds: seconds(), error }
  }
}
