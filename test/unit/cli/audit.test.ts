import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import type { AuditReport } from '../../../shared/model/audit.ts'
import { auditReportKey } from '../../../shared/vault/audit-layout.ts'
import { fixtureWorld, putGoodRuns } from '../audit/audit-world.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const PLANS = `
version: 1
default: standard
schedules: { quick: cron(0 3 ? * MON-SAT *), deep: cron(0 3 ? * SUN *) }
plans:
  standard: { objective: 10d }
`

/** A terminal over one of the vaults kept as fixtures, on the day that its points are young. */
async function worldOf(name = 'good', plans = PLANS): Promise<World> {
  const { store, clock } = await fixtureWorld(name)
  await putGoodRuns(store)
  return { ...fakeWorld(store), clock, findPlanFile: async () => plans }
}

describe('holdfast audit', () => {
  test('says that all is well, what each verdict rests on, and where the report is', async () => {
    const { out, code } = await holdfast(await worldOf(), 'audit')
    expect(code).toBe(0)
    expect(out).toMatch(/^Coverage +passed +living 2, within their objective 2, without an objective 0$/m)
    expect(out).toMatch(/^Encryption and access +not applicable +The vault is in a directory/m)
    expect(out).toContain('memory:: passed')
    expect(out).toContain('Report: memory:/audits/2026-01-03/cli-20260103T120000Z-1f3c/report.html')
  })

  test('ends with 3 when there are findings, and names them', async () => {
    const plans = PLANS.replace('10d', '12h')
    const { out, code } = await holdfast(await worldOf('good', plans), 'audit')
    expect(code).toBe(3)
    expect(out).toMatch(/^Coverage +failed +2 findings$/m)
    expect(out).toContain('123456789012/eu-west-1/function/hello')
  })

  test('ends with 6 when something in the vault is damaged', async () => {
    const { out, code } = await holdfast(await worldOf('pointer-to-nothing'), 'audit')
    expect(code).toBe(6)
    expect(out).toContain('the vault is damaged')
  })

  test('ends with 1 when there is no vault', async () => {
    const world = { ...fakeWorld(), findPlanFile: async () => PLANS }
    expect((await holdfast(world, 'audit')).code).toBe(1)
  })

  test('asks for a plan file where there is none', async () => {
    const { err, code } = await holdfast(
      { ...(await worldOf()), findPlanFile: async () => undefined },
      'audit',
    )
    expect(code).toBe(2)
    expect(err).toContain('Name the plan file with --plans.')
  })

  test('judges only what is asked for', async () => {
    const { json } = await holdfast(await worldOf(), 'audit', '--json', '--control', 'coverage', 'gaps')
    const { report } = json() as { report: { controls: { id: string }[] } }
    expect(report.controls.map(({ id }) => id)).toEqual(['coverage', 'gaps'])
  })

  test('refuses a control that it does not know', async () => {
    const { err, code } = await holdfast(await worldOf(), 'audit', '--control', 'colour')
    expect(code).toBe(2)
    expect(err).toContain('coverage')
  })

  test('says on the page of a partial audit which audits its trend is of', async () => {
    const { store, clock } = await fixtureWorld('good')
    await putGoodRuns(store)
    const world = { ...fakeWorld(store), clock, findPlanFile: async () => PLANS }
    const captions: string[] = []
    for (const argv of [['--control', 'coverage'], [], ['--control', 'coverage']]) {
      clock.advance(1000)
      const { json } = await holdfast(world, 'audit', '--json', ...argv)
      const { report } = json() as { report: AuditReport }
      const page = Buffer.from(store.objects.get(auditReportKey(report, 'html'))!.bytes).toString()
      captions.push(/<caption>\s*([^(<]*?)\s*[(<]/.exec(page)?.[1] ?? '')
      expect(page).not.toMatch(/\b0 (?:whole )?audits/)
    }
    expect(captions).toEqual([
      'Controls',
      'Controls, and how the last audit found them',
      'Controls, and how the last whole audit found them',
    ])
  })

  test('writes CSV and a page where it is told to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-audit-'))
    const [csv, page] = [join(folder, 'audit.csv'), join(folder, 'audit.html')]
    await holdfast(await worldOf(), 'audit', '--csv', csv, '--html', page)
    expect(await readFile(csv, 'utf8')).toContain('coverage,passed,evidence,living,2')
    expect(await readFile(page, 'utf8')).toContain('<title>Audit cli-20260103T120000Z-1f3c: passed</title>')
    await rm(folder, { recursive: true })
  })
})
