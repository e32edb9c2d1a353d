import { readShard } from '../shared/audit/read-shard.ts'
import { HashBlobsEvent } from '../shared/audit/requests.ts'
import { hashBlobsWorld } from '../shared/runtime/audit-world.ts'
import { door } from '../shared/runtime/door.ts'

/** Milliseconds that are kept back of an invocation: for the blobs that were begun, each of 250 MB at most, and for writing down how far it is. */
const KEPT_BACK = 180_000

/** Reads and hashes one shard of the vault. Woken by `HashBlobs` in state-machines/audit.asl.json, until all is done. */
export const handler = door(hashBlobsWorld, HashBlobsEvent, async (world, event, { deadline }) =>
  readShard(world, event, { until: new Date(deadline.getTime() - KEPT_BACK) }),
)
