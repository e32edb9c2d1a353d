import { describe, expect, test } from '@jest/globals'
import type { AuditedCopy } from '../../../shared/audit/audit-ports.ts'
import type { ControlId } from '../../../shared/model/audit.ts'
import type { ResourceRef } from '../../../shared/model/resource.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import type { AuditWorld } from './audit-world.ts'
import { fixtureWorld, putGoodRuns } from './audit-world.ts'

const LAYER = 'blobs/sha256/32/32b5c48c335c9d6f6493f34c6851e5cd39b396f83f103ec26e0994307826b02d'
const REPORT = 'points/123456789012/eu-west-1/function/report/20260102T110000Z-a3b1c5c127a09ce2.json'

async function goodWorld(name = 'good'): Promise<AuditWorld> {
  const world = await fixtureWorld(name)
  await putGoodRuns(world.store)
  return world
}

/** Audits until every part was read: after so long a pause all are due. */
async function auditAll(world: AuditWorld) {
  await world.audit('audit-0')
  world.clock.advance(40 * 86_400_000)
  return await world.audit('audit-1')
}

function control({ report }: Awaited<ReturnType<AuditWorld['audit']>>, id: ControlId) {
  return report.controls.find((one) => one.id === id)!
}

describe('an audit of a copy', () => {
  const MINUTE = 60_000
  const lacking = async (copy: Omit<AuditedCopy, 'store'>) => {
    const world = await goodWorld()
    world.clock.advance(180 * MINUTE)
    world.copies = [{ store: createMemoryStore(), ...copy }]
    return control(await world.audit(), 'copies').findings
  }

  test('lets it lack what the vault has for as long as it is told, for a day without', async () => {
    expect((await lacking({ allowed: 170 * MINUTE })).map(({ subject }) => subject)).toContain(
      `memory:/${REPORT}`,
    )
    expect(await lacking({ allowed: 190 * MINUTE })).toEqual([])
    expect(await lacking({})).toEqual([])
  })

  test('expects of it what plans ask for', async () => {
    const filter = { name: 'plans', selects: async ({ name }: ResourceRef) => name === 'report' }
    const found = await lacking({ allowed: 0, openFilter: () => filter })
    expect(found.map(({ subject }) => subject)).toContain(`memory:/${REPORT}`)
    expect(found.filter(({ subject }) => !subject.includes('/function/report'))).toEqual([])
    expect((await lacking({ allowed: 0 })).length).toBeGreaterThan(found.length)
  })
})

describe('an audit', () => {
  test('of a vault in which all is well passes every control that applies', async () => {
    const world = await goodWorld()
    const { report } = await world.audit()
    expect(report.controls.map(({ id, state, reason }) => [id, state, reason])).toEqual([
      ['coverage', 'passed', undefined],
      ['integrity', 'passed', undefined],
      ['restores', 'not-applicable', 'Nothing was restored in the last 30 days.'],
      ['restore-tests', 'not-applicable', 'No restore was ever tested.'],
      ['runs', 'passed', undefined],
      ['gaps', 'passed', undefined],
      ['tombstones', 'passed', undefined],
      ['retention', 'not-applicable', 'Retention has not run here yet.'],
      ['encryption', 'passed', undefined],
      ['locks', 'not-applicable', 'No plan asks for immutability.'],
      ['copies', 'not-applicable', 'No plan asks for copies of the vault.'],
      ['roles', 'passed', undefined],
      ['open-policies', 'passed', undefined],
      ['trails', 'passed', undefined],
    ])
    expect(report.state).toBe('passed')
  })

  test('names a damaged blob with the points that name it, and goes on naming it', async () => {
    const world = await goodWorld('blob-corrupt')
    const last = await auditAll(world)
    expect(last.report.state).toBe('integrity')
    expect(control(last, 'integrity').findings).toContainEqual({
      subject: LAYER,
      what: 'its bytes do not hash to its name; 1 recovery point cannot be restored whole',
      points: [REPORT],
    })
  })

  test('names a missing blob with the points that name it', async () => {
    const last = await auditAll(await goodWorld('blob-missing'))
    expect(control(last, 'integrity').findings).toEqual([
      {
        subject: LAYER,
        what: 'it is not there; 1 recovery point cannot be restored whole',
        points: [REPORT],
      },
    ])
  })

  test('says that damage is gone once it was mended', async () => {
    const [world, good] = [await goodWorld('blob-corrupt'), await goodWorld()]
    expect((await auditAll(world)).report.state).toBe('integrity')
    world.store.objects.set(LAYER, good.store.objects.get(LAYER)!)
    world.clock.advance(86_400_000)
    expect(control(await world.audit('mended'), 'integrity').state).toBe('passed')
  })

  test.each(['manifest-truncated', 'pointer-to-nothing'])(
    'names what cannot be read in the vault %s at once',
    async (name) => {
      const ended = await (await goodWorld(name)).audit()
      expect(ended.report.state).toBe('integrity')
      expect(control(ended, 'coverage').state).toBe('failed')
      expect(control(ended, 'integrity').findings).toHaveLength(1)
    },
  )

  test('refuses a vault of a newer format', async () => {
    const world = await fixtureWorld('newer-format')
    await expect(world.audit()).rejects.toMatchObject({ name: 'VaultFormatError' })
  })

  test('stands in the vault as JSON, as CSV and as a page, and in the list', async () => {
    const world = await goodWorld()
    const { report } = await world.audit()
    const text = (key: string) => Buffer.from(world.store.objects.get(key)!.bytes).toString()
    const folder = 'audits/2026-01-03/audit-1'
    expect(JSON.parse(text(`${folder}/report.json`))).toEqual(report)
    expect(text(`${folder}/report.csv`)).toMatch(/^audit,control,state,line,subject,what,since,points\r\n/)
    expect(text(`${folder}/report.html`)).toMatch(/^<!doctype html>/)
    expect(JSON.parse(text('audits/index/20260103T120000Z-audit-1.json'))).toMatchObject({
      state: 'passed',
    })
  })

  test('writes nothing outside of its own folder', async () => {
    const world = await goodWorld('blob-corrupt')
    const before = new Map(world.store.objects)
    await world.audit()
    const changed = [...world.store.objects].filter(([key, held]) => before.get(key) !== held)
    expect(changed.map(([key]) => key).filter((key) => !key.startsWith('audits/'))).toEqual([])
    expect([...before.keys()].filter((key) => !world.store.objects.has(key))).toEqual([])
  })
})
