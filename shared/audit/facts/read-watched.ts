import { resourcePath } from '../../model/resource.ts'
import { WatchState } from '../../model/watch-state.ts'
import { ACTIVITY_WATCH_PREFIX } from '../../vault/activity-layout.ts'
import { readDocument } from '../../vault/stored-documents.ts'
import type { AuditPorts } from '../audit-ports.ts'

/** What the watch for unusual activity told people of, and lasts. */
export interface WatchedFacts {
  /** Paths of functions of which was told that everybody may invoke them. */
  readonly opened: ReadonlySet<string>
  /** Trails that were stopped or changed, `<home region>/<name>`, which was told, and from whose region no change has arrived since. */
  readonly stopped: ReadonlySet<string>
}

/**
 * There is one watch for each account; none where Holdfast is not deployed.
 *
 * @throws ManifestInvalidError when what it remembers is damaged
 */
export async function readWatched({ store }: Pick<AuditPorts, 'store'>): Promise<WatchedFacts> {
  const paths = new Set<string>()
  const trails = new Set<string>()
  for await (const { key } of store.list(ACTIVITY_WATCH_PREFIX)) {
    const { account, opened, stopped } = await readDocument(store, WatchState, key)
    for (const place of Object.keys(opened)) paths.add(pathOf(account, place))
    for (const trail of Object.keys(stopped)) trails.add(trail)
  }
  return { opened: paths, stopped: trails }
}

/** @param place `<zone>/<name>` */
function pathOf(account: string, place: string): string {
  const [zone = '', name = ''] = place.split('/')
  return resourcePath({ account, zone, kind: 'function', name })
}
