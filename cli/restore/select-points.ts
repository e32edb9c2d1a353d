import pLimit from 'p-limit'
import type { RecoveryPoint } from '../../shared/model/manifest.ts'
import { isPointOf } from '../../shared/model/manifest.ts'
import type { ResourceRef } from '../../shared/model/resource.ts'
import { resourcePath } from '../../shared/model/resource.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'
import type { ManifestEntry, Vault } from '../../shared/ports/vault.ts'
import { findRun } from '../../shared/report/run-list.ts'
import { readReport } from '../../shared/report/store.ts'
import { CommandError } from '../command-error.ts'
import type { FoundManifest } from '../find-point.ts'
import { manifestAt, readFound } from '../find-point.ts'
import type { Selector } from '../select-functions.ts'
import { selectsPlace, selector } from '../select-functions.ts'

/** Manifests that are read at the same time. */
const READERS = 16

/** What is asked of each point of a set; `run`: it is what that run found, or left as it was. */
export type PointSelector = Selector | { readonly by: 'run'; readonly runId: string }

/** Reads one `--select`. @throws InvalidArgumentError */
export function pointSelector(text: string): PointSelector {
  const [, runId] = /^run=(.+)$/.exec(text) ?? []
  return runId === undefined ? selector(text, ['run=RUN']) : { by: 'run', runId }
}

/** A recovery point, and where its manifest stands. */
export interface ChosenPoint {
  readonly key: string
  readonly point: RecoveryPoint
}

interface SelectPorts {
  readonly vault: Vault
  readonly store: ObjectStore
}

/** What a set is narrowed to. */
interface Narrowed {
  readonly selectors: readonly Selector[]
  readonly at: Date | undefined
  readonly zones: ReadonlySet<string> | undefined
}

/**
 * The points of everything that was there at a time, or is there by the newest that the vault knows, and that every
 * selector asks for; in order of their keys.
 *
 * @throws CommandError when a run that is asked for has no report
 * @throws NotFoundError when there is no such run
 */
export async function selectPoints(
  ports: SelectPorts,
  selectors: readonly PointSelector[],
  at: Date | undefined,
): Promise<readonly ChosenPoint[]> {
  const narrowed = await narrow(ports.store, selectors, at)
  const found =
    narrowed.at === undefined ? await newest(ports, narrowed) : await asOf(ports, narrowed, narrowed.at)
  return found.flatMap(({ key, manifest }) =>
    manifest.type === 'point' && hasTags(manifest, narrowed.selectors) ? [{ key, point: manifest }] : [],
  )
}

async function narrow(
  store: ObjectStore,
  selectors: readonly PointSelector[],
  at: Date | undefined,
): Promise<Narrowed> {
  const runs = selectors.flatMap((one) => (one.by === 'run' ? [one.runId] : []))
  const others = selectors.filter((one) => one.by !== 'run')
  const [runId, another] = runs
  if (runId === undefined) return { selectors: others, at, zones: undefined }
  if (another !== undefined || at !== undefined) throw onlyOneTime()
  const run = await findRun(store, runId)
  if (run.endedAt === undefined) throw unfinished(runId)
  const { zones } = await readReport(store, run)
  return { selectors: others, at: new Date(run.endedAt), zones: new Set(zones.map(({ zone }) => zone)) }
}

async function newest({ vault }: SelectPorts, narrowed: Narrowed): Promise<readonly FoundManifest[]> {
  const pointers = (await Array.fromAsync(vault.listLatest({}))).filter(
    ({ type, resource }) => type === 'point' && isWanted(resource, narrowed),
  )
  return await pLimit(READERS).map(pointers, ({ manifest }) => readFound(vault, manifest))
}

async function asOf({ vault }: SelectPorts, narrowed: Narrowed, at: Date): Promise<readonly FoundManifest[]> {
  const entries: ManifestEntry[] = []
  for await (const entry of vault.listManifests({}))
    if (isWanted(entry.resource, narrowed)) entries.push(entry)
  const resources = [...Map.groupBy(entries, ({ resource }) => resourcePath(resource)).values()]
  const found = await pLimit(READERS).map(resources, (own) => manifestAt(vault, own, at))
  return found.filter((one) => one !== undefined)
}

function isWanted(resource: ResourceRef, { selectors, zones }: Narrowed): boolean {
  if (zones?.has(resource.zone) === false) return false
  return selectors.every((one) => one.by === 'tag' || selectsPlace(one, resource))
}

function hasTags(point: RecoveryPoint, selectors: readonly Selector[]): boolean {
  const tags = isPointOf('function', point) ? point.content.tags : undefined
  return selectors.every((one) => one.by !== 'tag' || tags?.[one.key] === one.value)
}

function onlyOneTime(): CommandError {
  return new CommandError({
    what: 'One time is asked for twice: a run says by itself when it was.',
    advice: 'Give one --select run=RUN, or --at.',
    ending: 'usage',
  })
}

function unfinished(runId: string): CommandError {
  return new CommandError({
    what: `Run ${runId} has no report yet: what it left is not known.`,
    advice: 'Wait until it has ended, or give the time with --at.',
    ending: 'refused',
  })
}
