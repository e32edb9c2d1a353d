import type { AuditRef } from '../model/audit.ts'
import type { AuditFacts, FactName } from './audit-facts.ts'
import type { AuditPorts } from './audit-ports.ts'
import { expectedStarts } from './expected-starts.ts'
import { namePoints } from './facts/name-points.ts'
import { readCopies } from './facts/read-copies.ts'
import { Comparison } from '../copies/comparison.ts'
import { COMPARED_KEY } from '../vault/copy-layout.ts'
import { findRecord } from './find-record.ts'
import { readIntegrity } from './facts/read-integrity.ts'
import { readLocks } from './facts/read-locks.ts'
import { readResources } from './facts/read-resources.ts'
import { readRestores } from './facts/read-restores.ts'
import { readRetention } from './facts/read-retention.ts'
import { readRoleUse } from './facts/read-role-use.ts'
import { RUN_LIST, readRuns } from './facts/read-runs.ts'
import { readTests } from './facts/read-tests.ts'
import { readTrailSights } from './facts/read-trail-sights.ts'
import { readWatched } from './facts/read-watched.ts'
import type { Until } from './read-blobs.ts'
import type { Seen } from './seen.ts'
import { look, none, seen, unseen } from './seen.ts'

/** Reads one kind of fact. */
type Reader<Name extends FactName> = (gathering: Gathering) => Promise<AuditFacts[Name]>

interface Gathering {
  readonly ports: AuditPorts
  readonly audit: AuditRef
  readonly limit: Until
}

/** How each fact is read, and what it is called where it cannot be. */
const READERS: { readonly [Name in FactName]: readonly [what: string, read: Reader<Name>] } = {
  resources: ['The points of the vault', async ({ ports, limit }) => seen(await readResources(ports, limit))],
  integrity: ['What was read of the vault', readIntegrityWhole],
  bucket: [
    'The settings of the bucket',
    async ({ ports: { bucket } }) =>
      bucket === undefined ? none(IN_A_DIRECTORY) : seen(await bucket.readSettings()),
  ],
  runs: [RUN_LIST, ({ ports, limit }) => readRuns(ports, limit)],
  tests: ['The verdicts of restore tests', ({ ports }) => readTests(ports)],
  restores: ['The journals of restores', ({ ports }) => readRestores(ports)],
  roles: ['The use of roles', ({ ports, limit }) => readRoleUse(ports, limit)],
  locks: ['The locks of objects', ({ ports, limit }) => readLocks(ports, limit)],
  copies: ['The copies of the vault', ({ ports, limit }) => readCopies(ports, limit)],
  compared: [
    'The record of the last comparison',
    async ({ ports }) => seen(await findRecord(ports, Comparison, COMPARED_KEY)),
  ],
  retention: ['The journal of retention', ({ ports }) => readRetention(ports)],
  watched: ['What the watch told', async ({ ports }) => seen(await readWatched(ports))],
  trails: ['The trails of CloudTrail', ({ ports }) => readTrailSights(ports)],
}

const IN_A_DIRECTORY = "The vault is in a directory: what protects it there is not Holdfast's to see."

/**
 * Reads what controls judge, and only what those asked for do. What is refused or fails is said where it would have stood.
 *
 * @param until until when long looks may go on
 * @throws HoldfastError when what should start cannot be read, or not be written down
 */
export async function gatherFacts(gathering: Gathering, needs: ReadonlySet<FactName>): Promise<AuditFacts> {
  const { plans, store, clock } = gathering.ports
  const expected = await expectedStarts(gathering.ports)
  const now = clock.now()
  const names = Object.keys(READERS) as FactName[]
  const facts = await Promise.all(
    names.map(async (name) => [name, await factOf(gathering, name, needs)] as const),
  )
  return { now, url: store.url, plans, expected, ...Object.fromEntries(facts) } as unknown as AuditFacts
}

async function factOf(
  gathering: Gathering,
  name: FactName,
  needs: ReadonlySet<FactName>,
): Promise<Seen<unknown>> {
  if (!needs.has(name)) return unseen('Nobody asked for it.')
  const [what, read] = READERS[name] as readonly [string, (from: Gathering) => Promise<Seen<unknown>>]
  return await look(what, async () => await read(gathering))
}

async function readIntegrityWhole({ ports, audit, limit }: Gathering): Promise<AuditFacts['integrity']> {
  const read = await readIntegrity(ports, audit)
  const { damaged, isComplete } = await namePoints(ports, read.damaged, limit)
  return seen({ ...read, damaged, isNamedWhole: isComplete })
}
