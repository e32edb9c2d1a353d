import { describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { VaultUnavailableError } from '../../../shared/errors.ts'
import { vaultOver } from '../../fakes/filled-vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { unreachableStore } from '../../fakes/unreachable-store.ts'
import { ORDERS, sampleVault } from './sample-vault.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const FILE = `version: 1
default: standard
schedules: { quick: cron(0 3 * * ? *), deep: rate(7 days), timeZone: Europe/Berlin }
exclude:
  - select: [{ names: ['tmp-*'] }]
    reason: made anew every night
plans:
  gold:
    select: [{ tags: { env: prod } }]
    objective: 36h
    retention: { keep: { within: 1d, last: 1 }, afterDeletion: 1y }
  idle:
    select: [{ names: [nobody] }]
  standard:
    except: [{ zones: [us-*] }]
`

const at = '2026-11-20T10:00:00.000Z'
const tagged = (tags: Readonly<Record<string, string>>) => ({
  tags: { ...tags },
  configuration: { FunctionName: 'x', Runtime: 'nodejs24.x' },
  placement: [],
})

/** `orders` twice, `mailer` out of reach of the default plan, `tmp-1`, `loose`, and `old`, which was deleted. */
async function estate(text = FILE): Promise<World> {
  const { store, put, remove } = await sampleVault()
  await put({ at: '2026-11-18T10:00:00.000Z', content: tagged({}) })
  await put({ at, content: tagged({ env: 'prod' }) })
  await put({ at, resource: { ...ORDERS, zone: 'us-east-1', name: 'mailer' }, content: tagged({}) })
  await put({ at, resource: { ...ORDERS, name: 'tmp-1' }, content: tagged({}) })
  await put({ at, resource: { ...ORDERS, name: 'loose' }, content: tagged({ 'holdfast:plan': 'glod' }) })
  const old = { ...ORDERS, name: 'old' }
  await put({ at, resource: old, content: tagged({ 'holdfast:plan': 'gold' }) })
  await remove('2026-11-20T11:00:00.000Z', old)
  return withFile(fakeWorld(store), text)
}

function withFile(world: World, text: string): World {
  return {
    ...world,
    readFile: (path) =>
      path.endsWith('holdfast.yml') ? Promise.resolve(text) : Promise.reject(new Error(`no ${path}`)),
  }
}

const withoutVault = (text: string) => withFile({ ...fakeWorld(createMemoryStore()), env: {} }, text)

describe('holdfast plan check', () => {
  test('checks the file also while its vault is gone, says that this could not be asked, and ends with 3', async () => {
    const gone = unreachableStore(new VaultUnavailableError('There is no bucket gone'))
    const world = { ...withFile(fakeWorld(), FILE), openVault: () => vaultOver(gone) }
    const { out, code } = await holdfast(world, 'plan', 'check')
    expect(code).toBe(3)
    expect(out).toContain('holdfast.yml is valid')
    expect(out).toContain('The vault could not be asked whom each plan is for\n  There is no bucket gone.')
    const { json } = await holdfast(world, 'plan', 'check', '--json')
    expect(json()).toMatchObject({ ok: false, valid: true, unasked: 'There is no bucket gone.' })
    const wrong = { ...withFile(world, 'version: 2\n') }
    expect((await holdfast(wrong, 'plan', 'check')).code).toBe(2)
  })

  test('needs no vault, and shows the plans', async () => {
    const { out, code } = await holdfast(withoutVault(FILE), 'plan', 'check')
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'PLAN                QUICK              DEEP          OBJECTIVE  KEEPS',
        'gold                cron(0 3 * * ? *)  rate(7 days)  36h        last 1, within 1d; of a deleted function the last point for 1y',
        'idle                cron(0 3 * * ? *)  rate(7 days)  none       everything, for ever',
        'standard (default)  cron(0 3 * * ? *)  rate(7 days)  none       everything, for ever',
        '',
        'time zone  Europe/Berlin',
        '',
        'holdfast.yml is valid: 3 plans, 0 warnings.',
        '',
      ].join('\n'),
    )
  })

  test('says which plans leave parts out, and which capture events that may hold personal data', async () => {
    const text = FILE.replace('    objective: 36h\n', '    capture: [configuration, event-data]\n')
    const { out, code } = await holdfast(withoutVault(text), 'plan', 'check')
    expect(code).toBe(0)
    expect(out).toContain(
      'Left out of captures\n  gold: code, triggers\n\nTest events are captured, which may hold personal data\n  gold\n',
    )
  })

  test('names each problem by file, line and column, and ends with 2', async () => {
    const text = FILE.replace('names: [nobody]', 'name: [nobody]').replace('36h', '36m')
    const { out, code } = await holdfast(withoutVault(text), 'plan', 'check', 'ops/holdfast.yml')
    expect(code).toBe(2)
    expect(out.split('\n')).toEqual([
      'ops/holdfast.yml:10:16: plans.gold.objective must be a length of time such as 36h, 30d, 8w, 6mo, 7y or 1y6mo; it is "36m".',
      'ops/holdfast.yml:13:16: plans.idle.select[0].name is not known. Did you mean "names"? Allowed here: tags, names, runtimes, zones, placement, stacks.',
      '',
      'ops/holdfast.yml is not valid: 2 problems.',
      '',
    ])
  })

  test('gives programs the problems of a file that is not valid', async () => {
    const printed = await holdfast(withoutVault('version: 2\n'), 'plan', 'check', '--json')
    expect(printed.json()).toMatchObject({
      ok: false,
      exitCode: 2,
      file: 'holdfast.yml',
      valid: false,
      problems: expect.arrayContaining([{ line: 1, column: 10, path: 'version', message: 'must be 1.' }]),
    })
  })

  test('with a vault counts what each plan is for, and warns of one that is for nothing', async () => {
    const printed = await holdfast(await estate(), 'plan', 'check', '--json')
    expect(printed.json()).toMatchObject({
      ok: true,
      valid: true,
      plans: [
        { name: 'gold', resources: 1, isDefault: false, objective: '36h' },
        { name: 'idle', resources: 0 },
        { name: 'standard', resources: 1, isDefault: true },
      ],
      warnings: [
        { line: 12, column: 3, path: 'plans.idle', message: 'is the plan of nothing that is in the vault.' },
      ],
      excluded: [{ resource: { name: 'tmp-1' }, by: 'exclude', reason: 'made anew every night' }],
      unprotected: [{ resource: { name: 'mailer' } }],
      findings: [{ resource: { name: 'loose' }, kind: 'unknown-plan' }],
    })
  })

  test('tells people who is left out, and by name', async () => {
    const { out, code } = await holdfast(await estate(), 'plan', 'check')
    expect(code).toBe(0)
    expect(out).toContain(
      'Warnings\n  holdfast.yml:12:3: plans.idle is the plan of nothing that is in the vault.\n',
    )
    expect(out).toContain(
      'function loose in eu-west-1: Its tag holdfast:plan names "glod", which is no plan. Did you mean "gold"? The rules of the file decide.',
    )
    expect(out).toContain('Unprotected\n  function mailer in us-east-1: No plan selects it')
    expect(out).toContain('Excluded\n  function tmp-1 in eu-west-1: made anew every night\n')
  })
})

describe('holdfast plan explain', () => {
  test('says which plan, by which rule, when it is looked at next, and what stays', async () => {
    const { out, code } = await holdfast(await estate(), 'plan', 'explain', 'orders')
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'function    orders',
        'zone        eu-west-1',
        'account     111122223333',
        'plan        gold',
        'because     It is the first plan that selects it (holdfast.yml:9:14).',
        'last seen   2026-11-20 10:00:00Z',
        'next quick  2026-11-22 03:00 Europe/Berlin (2026-11-22 02:00:00Z)',
        'next deep   not known: a rate counts from when its schedule was made',
        'objective   36h, met',
        'keeps       last 1, within 1d; of a deleted function the last point for 1y',
        'unusual     more than 10 deletions (50 by who deploys) or 25 changes of code an hour by one principal, a new principal, an open policy',
        '',
        'TAKEN                 WHAT   NOW      WHY',
        '2026-11-20 10:00:00Z  point  stays    newest, last, within 1d',
        '2026-11-18 10:00:00Z  point  expires  no rule keeps it',
        '',
      ].join('\n'),
    )
  })

  test('says from when on something is unusual that happens to the function, by its plan or else the file', async () => {
    const limits = 'activity: { deletionsPerHour: 3, newPrincipals: false, publicFunctions: [ord*] }'
    const file = FILE.replace('  gold:\n', `  gold:\n    ${limits}\n`)
    const printed = await holdfast(await estate(file), 'plan', 'explain', 'orders')
    expect(printed.out).toContain(
      'unusual     more than 3 deletions (50 by who deploys) or 25 changes of code an hour by one principal\n',
    )
    const json = await holdfast(await estate(file), 'plan', 'explain', 'orders', '--json')
    expect(json.json()).toMatchObject({
      unusual: { isPublic: true, ofPlan: ['deletionsPerHour', 'newPrincipals', 'publicFunctions'] },
    })
  })

  test('says when the objective is not met', async () => {
    const printed = await holdfast(
      await estate(FILE.replace('36h', '25h')),
      'plan',
      'explain',
      'orders',
      '--json',
    )
    expect(printed.json()).toMatchObject({ terms: { objective: { text: '25h', isMet: false } } })
  })

  test('counts a later listing that found the function the same', async () => {
    const world = await estate(FILE.replace('36h', '25h'))
    const vault = world.openVault('memory:', 'fail')
    const newest = await vault.latest(ORDERS)
    await vault.writeInventory(
      {
        format: 1,
        account: ORDERS.account,
        zone: ORDERS.zone,
        listedAt: '2026-11-21T03:00:00.000Z',
        functions: { orders: { fingerprint: newest?.pointer.fingerprint ?? '' } },
      },
      undefined,
    )
    const printed = await holdfast(world, 'plan', 'explain', 'orders', '--json')
    expect(printed.json()).toMatchObject({
      seenAt: '2026-11-21T03:00:00.000Z',
      terms: { objective: { isMet: true } },
    })
  })

  test.each([
    ['tmp-1', 0, 'none, excluded: made anew every night', 'The file excludes it (holdfast.yml:5:5).'],
    ['mailer', 4, 'none, unprotected', 'the default plan standard excepts it.'],
    ['loose', 0, 'standard', 'No plan selects it, and this is the default plan (holdfast.yml:2:10).'],
    ['old', 0, 'gold', 'Its tag holdfast:plan says so.'],
  ])('of %s ends with %s', async (name, ending, plan, because) => {
    const { out, code } = await holdfast(await estate(), 'plan', 'explain', name)
    expect(code).toBe(ending)
    expect(out).toMatch(new RegExp(`^plan +${plan}$`, 'm'))
    expect(out).toContain(because)
  })

  test('of a deleted function goes by its last state, and shows no next run', async () => {
    const { out } = await holdfast(await estate(), 'plan', 'explain', 'old')
    expect(out).toMatch(/last seen +2026-11-20 10:00:00Z, deleted since/)
    expect(out).not.toContain('next quick')
    expect(out).toMatch(
      /deletion +stays +newest\n.* point +stays +last point of what was deleted, within its term/,
    )
  })

  test('does not guess by a file that is not valid: 2, the first problem and where to see all', async () => {
    const { err, code } = await holdfast(await estate('version: 2\n'), 'plan', 'explain', 'orders')
    expect(code).toBe(2)
    expect(err).toContain('holdfast.yml:1:1: schedules is missing')
    expect(err).toContain('`holdfast plan check holdfast.yml` tells 2 more.')
  })
})
