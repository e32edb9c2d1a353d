import { resourcePath } from '../../model/resource.ts'
import { WatchState } from '../../model/watch-state.ts'
import { ACTIVITY_WATCH_PREFIX } from '../../vault/activity-layout.ts'
import { readDocument } from '../../vault/stored-documents.ts'
import type { AuditPorts } from '../audit-ports.ts'

/**
 * Paths of the functions of which the watch for unusual activity told people that everybody may invoke them. There is one
 * watch for each account; none where Holdfast is not deployed.
 *
 * @throws ManifestInvalidError when what it remembers is damaged
 */
export async function readOpened({ store }: Pick<AuditPorts, 'store'>): Promise<ReadonlySet<string>> {
  const paths = new Set<string>()
  for await (const { key } of store.list(ACTIVITY_WATCH_PREFIX)) {
    const { account, opened } = await readDocument(store, WatchState, key)
    for (const place of Object.keys(opened)) paths.add(pathOf(account, place))
  }
  return paths
}

/** @param place `<zone>/<name>` */
function pathOf(account: string, place: string): string {
  const [zone = '', name = ''] = place.split('/')
  return resourcePath({ account, zone, kind: 'function', name })
}
