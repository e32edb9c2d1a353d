import { resourcePath } from '../../model/resource.ts'
import { WatchState } from '../../model/watch-state.ts'
import { ACTIVITY_WATCH_PREFIX } from '../../vault/activity-layout.ts'
import { readDocument } from '../../vault/stored-documents.ts'
import type { AuditPorts } from '../audit-ports.ts'

/** What the watch for unusual activity told people of, and lasts. */
export interface WatchedFacts {
  /** Functions of which was told that everybody may invoke them, by path, and when they were opened last. */
  readonly opened: ReadonlyMap<string, Date>
  /**
   * Trails that were stopped or changed, as `<home region>/<name>`, and when: which was told, and no change has arrived from
   * that region since.
   */
  readonly stopped: ReadonlyMap<string, Date>
}

/**
 * There is one watch for each account; none where Holdfast is not deployed.
 *
 * @throws ManifestInvalidError when what it remembers is damaged
 */
export async function readWatched({ store }: Pick<AuditPorts, 'store'>): Promise<WatchedFacts> {
  const paths = new Map<string, Date>()
  const trails = new Map<string, Date>()
  for await (const { key } of store.list(ACTIVITY_WATCH_PREFIX)) {
    const { account, opened, stopped } = await readDocument(store, WatchState, key)
    for (const [place, at] of Object.entries(opened)) paths.set(pathOf(account, place), new Date(at))
    for (const [trail, at] of Object.entries(stopped)) trails.set(trail, new Date(at))
  }
  return { opened: paths, stopped: trails }
}

/** @param place `<zone>/<name>` */
function pathOf(account: string, place: string): string {
  const [zone = '', name = ''] = place.split('/')
  return resourcePath({ account, zone, kind: 'function', name })
}
