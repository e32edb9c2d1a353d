import { beginRun } from '../shared/runs/begin-run.ts'
import { BeginEvent } from '../shared/runs/requests.ts'
import { beginWorld } from '../shared/runtime/begin-world.ts'
import { door } from '../shared/runtime/door.ts'

/** Begins a run and finds its zones; those that it is started with go before the deployment's. Woken by `DiscoverZones` in state-machines/backup.asl.json. */
export const handler = door(beginWorld, BeginEvent, async (world, { request, ...run }) =>
  beginRun(world, { ...run, ...world.filter, ...request, account: world.account }),
)
