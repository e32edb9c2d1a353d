import type { EdgeEstate } from '../estate/edge.ts'
import { runBackup, tellAlert, zoneLine, zoneOf } from './backup-run.ts'
import type { Scene, Stage } from './stage.ts'
import { functionRef } from './stage.ts'

/** The promise rests on the schedule: what no event told of is found by the run. */
export const firstRun: Scene = {
  name: 'first-run',
  title: 'A deep run over three regions and the edge finds what no event told of',
  async play(stage) {
    const unseen = await withoutPoint(stage)
    if (unseen.length === 0) throw new Error('there is nothing left to find')
    const run = await runBackup(stage, { mode: 'deep' })
    for (const zone of run.report.zones) stage.say(zoneLine(zone))
    if (run.status !== 'SUCCEEDED') throw new Error(`the run ended as ${run.status}: ${run.error}`)
    const missing = [...(await withoutPoint(stage)), ...missingAtTheEdge(stage.estate.edge, run)]
    if (missing.length > 0) throw new Error(`no recovery point of ${missing.join(', ')}`)
    stage.say(`${unseen.length} functions that had no recovery point have one: ${unseen.join(', ')}`)
    tellAlert(stage, run.alert)
    stage.say(`the page: ${run.page}`)
  },
}

async function withoutPoint({ estate, vault }: Stage): Promise<string[]> {
  const all = Object.entries(estate.elsewhere).flatMap(([region, names]) =>
    names.map((name) => ({ region, name })),
  )
  const seen = await Promise.all(all.map(({ region, name }) => vault.latest(functionRef(name, region))))
  return all.filter((_, index) => seen[index] === undefined).map(({ region, name }) => `${region}/${name}`)
}

function missingAtTheEdge(
  { functions, stores, distributions }: EdgeEstate,
  run: Parameters<typeof zoneOf>[0],
): string[] {
  const expected = functions.length + stores.length + distributions.length
  const { found, captured } = zoneOf(run, 'edge')
  return found === expected && captured === expected ? [] : [`${expected - captured} resources of the edge`]
}
