import { beforeEach, describe, expect, test } from '@jest/globals'
import type { TargetAccess } from '../../../cli/restore-door.ts'
import type { World } from '../../../cli/world.ts'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import { AccessDeniedError, VaultUnavailableError } from '../../../shared/errors.ts'
import { holdRestore } from '../../../shared/restore/hold-restore.ts'
import { blobKey } from '../../../shared/vault/layout.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { unreachableStore } from '../../fakes/unreachable-store.ts'
import type { RestoreWorld } from '../restore/restore-world.ts'
import { HOME, restoreWorld } from '../restore/restore-world.ts'
import { NAME, SECRETS, createRich, loseEverything } from '../restore/rich-function.ts'
import { fakeWorld, holdfast } from './terminal.ts'

const PRINCIPAL = `arn:aws:iam::${ACCOUNT}:user/ada`

let account: RestoreWorld
let point: string
let accesses: TargetAccess[]
beforeEach(async () => {
  account = restoreWorld()
  accesses = []
  createRich(account)
  point = await account.capture(NAME)
})

function terminal(more: Partial<World> = {}): World {
  const world = fakeWorld(account.store)
  return {
    ...world,
    clock: account.clock,
    aws: {
      ...world.aws,
      readCaller: async (region = HOME) => ({ account: ACCOUNT, principal: PRINCIPAL, region }),
    },
    restore: {
      open: async (access) => {
        accesses.push(access)
        return { account: account.ports.account, openPlace: account.ports.openPlace }
      },
    },
    ...more,
  }
}

const restore = (world: World, ...argv: readonly string[]) => holdfast(world, 'restore', ...argv)
const restoreKeys = () => [...account.store.objects.keys()].filter((key) => key.startsWith('restores/'))
const endOf = (id: string): unknown => {
  const held = account.store.objects.get(`restores/${id}/ended.json`)
  return held && JSON.parse(Buffer.from(held.bytes).toString())
}
const lost = () => loseEverything(account)
const GONE = [NAME, '--with-role'] as const

describe('a dry run', () => {
  test('prints what would be done, why, at which risk, how it is undone, and what cannot come back; changes nothing', async () => {
    lost()
    const { out, code } = await restore(terminal(), ...GONE, '--dry-run')
    expect(code).toBe(0)
    for (const said of ['WHAT AND WHY', 'RISK', 'UNDO', `${HOME}/${NAME}`, 'Cannot come back', 'is created'])
      expect(out).toContain(said)
    expect(account.lambda.functions.size).toBe(0)
    expect(restoreKeys()).toEqual([])
  })

  test('ends with 5 when the function is there, and says what to do', async () => {
    const { out, code } = await restore(terminal(), NAME, '--dry-run')
    expect(code).toBe(5)
    expect(out).toContain('In the way')
    expect(out).toContain('--on-conflict update')
  })

  test('ends with 6 when a package in the vault is damaged', async () => {
    lost()
    const [blob] = [...account.store.objects.keys()].filter((key) => key.startsWith('blobs/'))
    account.store.objects.get(blob ?? '')?.bytes.fill(0)
    const { err, code } = await restore(terminal(), ...GONE, '--dry-run')
    expect(code).toBe(6)
    expect(err).toContain('holdfast verify')
  })

  test.each([
    ['function', ['mailer']],
    ['point', [NAME, '--point', 'ffffffff']],
    ['run', ['--select', 'run=none']],
  ])('ends with 4 for a %s that the vault does not know', async (_what, argv) => {
    expect((await restore(terminal(), ...argv, '--dry-run')).code).toBe(4)
  })

  test('says of the missing role what to do about it, and ends with 5', async () => {
    lost()
    const { out, code } = await restore(terminal(), NAME, '--dry-run')
    expect(code).toBe(5)
    expect(out).toContain('--with-role')
  })

  test('gives programs the plan without what steps are carried out with', async () => {
    lost()
    const { json } = await restore(terminal(), ...GONE, '--dry-run', '--json')
    const { plan } = json() as { plan: { steps: object[]; request: object } }
    expect(plan.steps.length).toBeGreaterThan(10)
    expect(plan.steps.filter((step) => 'input' in step)).toEqual([])
    expect(plan.request).not.toHaveProperty('map')
  })
})

describe('before anything is changed', () => {
  test('the person at the terminal sees the plan and is asked', async () => {
    lost()
    const asked: string[] = []
    const ask = async (question: string) => {
      asked.push(question)
      return true
    }
    const { code, err } = await restore(terminal({ ask }), ...GONE)
    expect(code).toBe(0)
    expect(asked).toHaveLength(1)
    expect(err).toContain('WHAT AND WHY')
    expect(account.lambda.functions.has(NAME)).toBe(true)
  })

  test('a no leaves everything as it was', async () => {
    lost()
    const { code, out } = await restore(terminal({ ask: async () => false }), ...GONE)
    expect(code).toBe(5)
    expect(out).toContain('Nothing was changed.')
    expect({ functions: account.lambda.functions.size, keys: restoreKeys() }).toEqual({
      functions: 0,
      keys: [],
    })
  })

  test.each([
    ['without a terminal', undefined, []],
    ['where one JSON object is all that may be printed', async () => true, ['--json']],
  ])('%s it is refused without --yes', async (_where, ask, argv) => {
    lost()
    const { code, err } = await restore(terminal({ ask }), ...GONE, ...argv)
    expect(code).toBe(2)
    expect(err).toContain('--yes')
    expect(account.lambda.functions.size).toBe(0)
  })
})

describe('a restore', () => {
  test('brings the function back, says each step on stderr, and the verdict on stdout', async () => {
    lost()
    const { out, err, code } = await restore(terminal(), ...GONE, '--yes')
    expect({ code, text: out }).toMatchObject({ code: 0 })
    expect(out).toContain('Restored, read back and compared')
    expect(err).toMatch(/^ 1\/\d+ {2}eu-west-1 {2}/m)
    expect(out).toMatch(/holdfast restore --undo restore-\S+ --vault memory:/)
  })

  test('shows no environment value, whatever it prints', async () => {
    lost()
    const printed = [
      await restore(terminal(), ...GONE, '--dry-run'),
      await restore(terminal(), ...GONE, '--dry-run', '--json'),
      await restore(terminal(), ...GONE, '--yes', '--verbose'),
      await restore(terminal(), NAME, '--on-conflict', 'update', '--yes', '--json'),
      await restore(terminal(), NAME, '--write-map'),
    ]
    const text = printed.map(({ out, err }) => out + err).join('\n')
    for (const secret of SECRETS) expect(text).not.toContain(secret)
  })

  test('goes under another name where it is told to', async () => {
    const { code } = await restore(
      terminal(),
      NAME,
      '--name',
      'orders-2',
      '--parts',
      'code,configuration',
      '--yes',
    )
    expect(code).toBe(0)
    expect([...account.lambda.functions.keys()]).toEqual([NAME, 'orders-2'])
  })

  test('takes the last point of a function that was deleted and recorded as deleted', async () => {
    lost()
    await account.capture(NAME).catch(() => undefined)
    const { json, code } = await restore(terminal(), ...GONE, '--yes', '--json')
    expect({ code, ...json() }).toMatchObject({ code: 0, state: 'restored' })
  })

  test('that a permission stops says which step, and how to go on and how to go back', async () => {
    lost()
    const write = account.lambda.onWrite
    account.lambda.onWrite = (operation, when) => {
      if (operation === 'PutAlias' && when === 'before')
        throw new AccessDeniedError('CreateAlias: not allowed')
      write(operation, when)
    }
    const stopped = await restore(terminal(), ...GONE, '--yes')
    expect(stopped.code).toBe(1)
    expect(stopped.out).toContain('AccessDeniedError: CreateAlias: not allowed')
    const [, id = ''] = /--resume (\S+)/.exec(stopped.out) ?? []
    account.lambda.onWrite = write
    const resumed = await restore(terminal(), '--resume', id)
    expect({ code: resumed.code, out: resumed.out }).toMatchObject({ code: 0 })
  })
})

describe('a restore with a copy', () => {
  let copy: MemoryStore
  beforeEach(async () => {
    copy = { ...createMemoryStore(), url: 'memory:copy' }
    await copyVault({ from: account.store, to: copy, clock: account.clock })
  })

  test('takes its safety point in the vault, bytes included, also where only the copy has them', async () => {
    const lostKeys = [...account.store.objects.keys()].filter((key) => key.startsWith('blobs/'))
    for (const key of lostKeys) account.store.objects.delete(key)
    account.lambda.update(NAME, { Description: 'changed since' })
    const world = terminal({ openStore: (url) => (url === copy.url ? copy : account.store) })
    const argv = [NAME, '--on-conflict', 'update', '--yes', '--copy', copy.url]
    expect((await restore(world, ...argv)).code).toBe(0)
    const resource = { account: ACCOUNT, zone: HOME, kind: 'function', name: NAME } as const
    const safety = await account.ports.vault.readManifest(
      (await account.ports.vault.latest(resource))!.pointer.manifest,
    )
    expect(safety).toMatchObject({ content: { configuration: { Description: 'changed since' } } })
    const named = safety.type === 'point' ? safety.blobs.map(({ sha256 }) => blobKey(sha256)) : []
    expect(named.filter((key) => !account.store.objects.has(key))).toEqual([])
    expect(named.length).toBeGreaterThan(0)
  })

  test('prints commands that find it again when the vault itself is gone', async () => {
    lost()
    const gone = unreachableStore(new VaultUnavailableError('There is no bucket'), 'memory:')
    const openStore = (url: string) => (url === copy.url ? copy : gone)
    const known = { HOLDFAST_VAULT: 'memory:', HOLDFAST_COPY: copy.url }
    const { json, err } = await restore(terminal({ openStore, env: known }), ...GONE, '--yes', '--json')
    const { commands } = json() as { commands: { undo: string; resume: string } }
    expect(err).toContain(commands.resume)
    const [, ...argv] = commands.undo.split(' ')
    const { out } = await holdfast(terminal({ openStore, env: {} }), ...argv, '--yes')
    expect(out).toContain('is taken back')
    expect(account.lambda.functions.has(NAME)).toBe(false)
  })

  test.each([
    ['eu-central-1', 'memory:copy'],
    [HOME, 'memory:'],
  ])('into %s reads packages from %s, wherever the caller is', async (region, nearest) => {
    lost()
    account.region(region)
    const read = new Set<string>()
    const openStore = (url: string) => {
      const store = url === copy.url ? copy : account.store
      return { ...store, read: async (key: string) => (read.add(store.url), await store.read(key)) }
    }
    const regionOf = async (url: string) => (url === copy.url ? 'eu-central-1' : HOME)
    const env = { HOLDFAST_VAULT: 'memory:', AWS_REGION: 'us-east-1' }
    const world = terminal({ openStore, regionOf, env })
    await restore(world, ...GONE, '--to-region', region, '--copy', copy.url, '--dry-run')
    expect([...read]).toEqual([nearest])
  })
})

describe('an interruption', () => {
  async function interrupted() {
    lost()
    const stop = new AbortController()
    let writes = 0
    const write = account.lambda.onWrite
    account.lambda.onWrite = (operation, when) => {
      writes += 1
      if (writes === 8) stop.abort()
      write(operation, when)
    }
    const world = terminal({ interruption: { claim: () => stop.signal } })
    const printed = await restore(world, ...GONE, '--yes')
    const [, id = ''] = /--resume (\S+)/.exec(printed.out) ?? []
    return { printed, id }
  }

  test('leaves a restore that can be gone on with, says the command, and ends with 3', async () => {
    const { printed, id } = await interrupted()
    expect(printed.code).toBe(3)
    expect(printed.err).toContain(`--resume ${id}`)
    const shown = await restore(terminal(), '--resume', id, '--dry-run')
    expect(shown.out).toMatch(/STATE/)
    expect(shown.out).toMatch(/ done /)
    const { code, json } = await restore(terminal(), '--resume', id, '--json')
    expect({ code, ...json() }).toMatchObject({ code: 0, state: 'restored' })
  })

  test('has no end in the vault until somebody goes on with it, or takes it back', async () => {
    const { id } = await interrupted()
    expect(endOf(id)).toBeUndefined()
    await restore(terminal(), '--resume', id)
    expect(endOf(id)).toMatchObject({ state: 'restored' })
    await restore(terminal(), '--undo', id, '--yes')
    expect(endOf(id)).toMatchObject({ state: 'undone' })
  })

  test('can be taken back, once somebody agrees', async () => {
    const { id } = await interrupted()
    expect((await restore(terminal(), '--undo', id)).code).toBe(2)
    const shown = await restore(terminal(), '--undo', id, '--dry-run')
    expect(shown.out).toContain('HOW IT IS TAKEN BACK')
    expect(account.lambda.functions.size).toBe(1)
    expect((await restore(terminal({ ask: async () => true }), '--undo', id)).code).toBe(0)
    expect(account.lambda.functions.size).toBe(0)
    expect((await restore(terminal(), '--undo', id, '--yes')).code).toBe(4)
  })

  test('is over when it is taken back again after the process ended that could not say so any more', async () => {
    const { id } = await interrupted()
    await restore(terminal(), '--undo', id, '--yes')
    const keys = [`restores/${id}/ended.json`, `restores/${id}/outcome.json`]
    for (const key of keys) account.store.objects.delete(key)
    expect((await restore(terminal(), '--undo', id, '--dry-run')).code).toBe(4)
    expect(endOf(id)).toBeUndefined()
    const { code, out } = await restore(terminal(), '--undo', id, '--yes')
    expect([code, out]).toEqual([4, expect.stringContaining('has nothing that could be taken back')])
    expect(endOf(id)).toMatchObject({ state: 'undone', records: expect.any(Number) })
  })

  test('is over when it is taken back before anybody began it, and not while somebody is at work on it', async () => {
    await account.plan([point], { withRole: true })
    const id = 'restore-1'
    let beat = () => {}
    const every = (_ms: number, work: () => void) => {
      beat = work
      return () => {}
    }
    const sleep = async () => {
      await Promise.resolve(beat())
    }
    await holdRestore({ ...account.ports, every }, id, async () => {
      const clock = { ...account.clock, sleep }
      expect((await restore(terminal({ clock }), '--undo', id, '--yes')).code).toBe(5)
    })
    expect(endOf(id)).toBeUndefined()
    await restore(terminal(), '--undo', id, '--yes')
    expect(endOf(id)).toMatchObject({ state: 'undone', records: 0 })
  })
})

describe('the account that is restored into', () => {
  const OTHER = '999999999999'
  const into = (target: string) =>
    terminal({ restore: { open: async () => ({ account: target, openPlace: account.ports.openPlace }) } })

  test('is never another one than that of the point by mistake', async () => {
    const { code, err } = await restore(into(OTHER), NAME, '--dry-run')
    expect(code).toBe(5)
    expect(err).toContain(`--to-account ${OTHER}`)
  })

  test('must be the one that is asked for', async () => {
    const { code, err } = await restore(terminal(), NAME, '--to-account', OTHER, '--dry-run')
    expect(code).toBe(2)
    expect(err).toContain('--role-arn')
  })

  test('is reached through the role, whose session has the name of the restore; the commands to go on name it', async () => {
    lost()
    const role = `arn:aws:iam::${ACCOUNT}:role/restorer`
    const { out } = await restore(terminal(), ...GONE, '--role-arn', role, '--yes')
    expect(accesses).toMatchObject([{ roleArn: role, region: HOME }])
    expect(accesses[0]?.session).toMatch(/^restore-\d{8}T\d{6}Z-/)
    expect(out).toContain(`--role-arn ${role}`)
  })

  test('of a known restore is held against the credentials too', async () => {
    lost()
    const { out } = await restore(terminal(), ...GONE, '--yes')
    const [, id = ''] = /--undo (\S+)/.exec(out) ?? []
    const { code, err } = await restore(into(OTHER), '--resume', id)
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('--role-arn') })
  })
})

describe('the file of names', () => {
  test('is written with all names of the point, and read again with --map', async () => {
    lost()
    const { out: text } = await restore(terminal(), NAME, '--write-map')
    expect(text).toContain('role:')
    const readFile = async (path: string) => (path === 'names.yml' ? text : '')
    const { code } = await restore(terminal({ readFile }), ...GONE, '--map', 'names.yml', '--dry-run')
    expect(code).toBe(0)
  })

  test('that is wrong is refused with its line', async () => {
    const readFile = async () => 'role:\n  a: b\nnonsense: 1\n'
    const { code, err } = await restore(terminal({ readFile }), NAME, '--map', 'names.yml', '--dry-run')
    expect(code).toBe(2)
    expect(err).toContain('names.yml, line')
  })
})

describe('a set', () => {
  test('is what every selector asks for, as it is now', async () => {
    account.lambda.create('mailer')
    account.lambda.create('orders-report')
    await account.capture('mailer')
    await account.capture('orders-report')
    const select = async (...selectors: readonly string[]) => {
      const argv = selectors.flatMap((one) => ['--select', one])
      const { json } = await restore(terminal(), ...argv, '--on-conflict', 'rename', '--dry-run', '--json')
      const { plan } = json() as { plan?: { items: { source: { name: string } }[] } }
      return plan?.items.map(({ source }) => source.name).toSorted()
    }
    expect(await select('name=orders*')).toEqual(['orders', 'orders-report'])
    expect(await select('name=orders*', 'tag:team=orders')).toEqual(['orders'])
    expect(await select(`zone=${HOME}`)).toEqual(['mailer', 'orders', 'orders-report'])
    expect(await select('zone=us-east-1')).toBeUndefined()
  })

  test('as of a time has what was there then, in that state', async () => {
    const before = account.clock.now().toISOString()
    account.clock.advance(60_000)
    account.lambda.create('mailer')
    await account.capture('mailer')
    const { json } = await restore(
      terminal(),
      '--select',
      `zone=${HOME}`,
      '--at',
      before,
      '--on-conflict',
      'rename',
      '--dry-run',
      '--json',
    )
    const { plan } = json() as { plan: { items: { point: string }[] } }
    expect(plan.items.map((item) => item.point)).toEqual([point])
  })
})

describe('what contradicts itself', () => {
  test.each([
    [[]],
    [[NAME, '--select', 'name=x']],
    [[NAME, '--resume', 'restore-1']],
    [['--resume', 'restore-1', '--undo', 'restore-1']],
    [[NAME, '--point', 'abcd', '--at', '2026-01-01']],
    [['--select', 'name=x', '--name', 'y']],
    [[NAME, '--parts', 'code,nonsense']],
    [[NAME, '--to-account', '12']],
    [[NAME, '--start', 'yesterday']],
  ])('%j is refused as usage', async (argv) => {
    expect((await restore(terminal(), ...argv, '--dry-run')).code).toBe(2)
  })
})
