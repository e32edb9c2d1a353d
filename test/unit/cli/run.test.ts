import { describe, expect, test } from '@jest/globals'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { EXIT_CODES, MEANINGS } from '../../../cli/exit-codes.ts'
import type { World } from '../../../cli/world.ts'
import { AccessDeniedError, SettingInvalidError } from '../../../shared/errors.ts'
import { vaultOver } from '../../fakes/filled-vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { fakeWorld, holdfast } from './terminal.ts'
import { filledVault } from './sample-vault.ts'

const FILES = readdirSync(new URL('../../../cli/commands/', import.meta.url))
const COMMANDS = FILES.map((file) => basename(file, '.ts'))

describe('holdfast --help', () => {
  test('lists every command', async () => {
    const { out, code } = await holdfast(fakeWorld(), '--help')
    expect(code).toBe(0)
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command} `, 'm'))
  })

  test.each([[[]], ...COMMANDS.map((command) => [[command]])])(
    'of %j prints the exit codes and the options of every command',
    async (words) => {
      const { out, err, code } = await holdfast(fakeWorld(), ...words, '--help')
      expect({ err, code }).toEqual({ err: '', code: 0 })
      expect(out).toContain('--vault <address>')
      for (const [ending, meaning] of Object.entries(MEANINGS)) {
        expect(out).toContain(`  ${EXIT_CODES[ending as keyof typeof EXIT_CODES]}  ${meaning}\n`)
      }
    },
  )
})

describe('holdfast', () => {
  test('without a command prints its help and ends with 2', async () => {
    const { out, err, code } = await holdfast(fakeWorld())
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain('Usage: holdfast')
  })

  test('asks which one when a command has commands of its own', async () => {
    const { err, code } = await holdfast(fakeWorld(), 'plan')
    expect(code).toBe(2)
    expect(err).toMatch(/A command is missing\.\n--help lists the commands\.\n$/)
  })

  test.each([
    [['help'], 'Usage: holdfast [options] [command]'],
    [['help', 'show'], 'Usage: holdfast show [options] <function|point>'],
    [['help', 'plan'], 'Usage: holdfast plan [options] [command]'],
    [['help', 'plan', 'check'], 'Usage: holdfast plan check [options] [file]'],
    [['plan', 'help', 'check'], 'Usage: holdfast plan check [options] [file]'],
    [['help', 'runs', 'show'], 'Usage: holdfast runs show [options] <run>'],
    [['help', 'dead-letters', 'redrive'], 'Usage: holdfast dead-letters redrive [options] <queue> [id]'],
  ])('%j prints that help, with its exit codes', async (words, usage) => {
    const { out, err, code } = await holdfast(fakeWorld(), ...words)
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(out.split('\n')[0]).toBe(usage)
    expect(out).toContain('Exit codes:')
  })

  test.each([
    ['help', 'foo'],
    ['help', 'plan', 'foo'],
    ['help', 'show', 'foo'],
    ['plan', 'help', 'foo'],
    ['plan', 'foo'],
    ['runs', 'foo'],
    ['dead-letters', 'foo'],
  ])('%s %s: no command of that name is known', async (...words) => {
    const { out, err, code } = await holdfast(fakeWorld(), ...words)
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toBe("holdfast: unknown command 'foo'.\n--help lists the commands and their options.\n")
  })

  test('takes no other word than yes and no for what is switched on', async () => {
    const env = { HOLDFAST_VAULT: 'memory:', HOLDFAST_ACCELERATE: 'maybe' }
    const { err, code } = await holdfast({ ...fakeWorld(), env }, 'list')
    expect(code).toBe(2)
    expect(err).toBe('holdfast: HOLDFAST_ACCELERATE must be yes or no.\nCorrect the setting and try again.\n')
  })

  test('prints its version', async () => {
    const { out, code } = await holdfast(fakeWorld(), '--version')
    expect(code).toBe(0)
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test.each([
    [['bakup'], "unknown command 'bakup'. Did you mean backup?"],
    [['list', '--limt'], "unknown option '--limt'. Did you mean --limit?"],
    [['list', '--limit', '0'], 'It must be a whole number above 0.'],
    [['list', '--zone', 'Ireland!'], 'A zone is a region such as eu-west-1, or edge.'],
    [['show'], "missing required argument 'function|point'."],
    [['show', 'orders', 'mailer'], 'too many arguments'],
    [['show', 'orders', '--at', 'yesterday'], 'It must be a time such as'],
    [['show', 'orders', '--at', '2026-02-30'], '2026-02-30 is no day of the calendar.'],
    [['show', 'orders', '--at', '2026-11-31T10:00:00+02:00'], '2026-11-31 is no day of the calendar.'],
    [['restore', 'orders', '--at', '2026-02-29', '--dry-run'], '2026-02-29 is no day of the calendar.'],
    [['show', 'orders', '--at', '2026-13-01'], 'It must be a time such as'],
    [['restore', '--select', 'foo=bar'], 'tag:KEY=VALUE or run=RUN.'],
    [['export', '--out', 'x', '--select', 'foo=bar'], 'name=NAME with * for any letters or tag:KEY=VALUE.'],
    [['restore', 'orders', '--name', 'a b'], 'It must be the name of a function'],
    [
      ['restore', 'orders', '--name', 'n'.repeat(65)],
      'It has 65 characters; the name of a function has at most 64',
    ],
    [['verify', '--read-data=31/30'], 'It must be k/n'],
  ])('%j is a mistake: 2, a sentence and what to do, no stack', async (words, message) => {
    const { out, err, code } = await holdfast(fakeWorld(), ...words)
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain(message)
    expect(err).toContain('--help lists')
    expect(err).not.toContain('    at ')
  })

  test('gives programs one object for a mistake as well', async () => {
    const { json, err } = await holdfast(fakeWorld(), 'show', '--json', 'nobody')
    expect(json()).toMatchObject({ ok: false, exitCode: 1, error: { name: 'VaultUnavailableError' } })
    expect(err).toContain('There is no vault at memory:')
  })

  test('needs the address of a vault', async () => {
    const { err, code } = await holdfast({ ...fakeWorld(), env: {} }, 'list')
    expect(code).toBe(2)
    expect(err).toContain('No vault is named.\nName one with --vault s3://bucket/prefix')
  })

  test('takes the address before or after the command', async () => {
    const asked: string[] = []
    const world = { ...fakeWorld(), env: {} }
    const openVault: typeof world.openVault = (url, whenMissing) => {
      asked.push(url)
      return world.openVault(url, whenMissing)
    }
    await holdfast({ ...world, openVault }, '--vault', 's3://one', 'list')
    await holdfast({ ...world, openVault }, 'list', '--vault', 's3://two')
    expect(asked).toEqual(['s3://one', 's3://two'])
  })

  test('says when the bucket denies access, and keeps the stack for --verbose', async () => {
    const openVault = () => {
      throw new AccessDeniedError('GetObject: AccessDenied: no')
    }
    const quiet = await holdfast({ ...fakeWorld(), openVault }, 'list')
    expect(quiet).toMatchObject({ code: 5, err: expect.stringContaining('aws sts get-caller-identity') })
    expect(quiet.err).not.toContain('    at ')
    const verbose = await holdfast({ ...fakeWorld(), openVault }, 'list', '--verbose')
    expect(verbose.err).toContain('    at ')
  })

  test.each(['foo', 'ftp://x', 'localhost:4566'])(
    'names the variable of an endpoint that is no address, and not what stands there: %s',
    async (address) => {
      const env = { HOLDFAST_VAULT: 'memory:', AWS_ENDPOINT_URL_S3: address }
      const { err, code } = await holdfast({ ...fakeWorld(), env }, 'list')
      expect(code).toBe(2)
      expect(err).toBe(
        'holdfast: AWS_ENDPOINT_URL_S3 must begin with http:// or https://.\nCorrect the setting and try again.\n',
      )
    },
  )

  test.each([
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
    { AWS_ENDPOINT_URL: '' },
    { AWS_ENDPOINT_URL: 'foo', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
  ])('has nothing against %j', async (env) => {
    const { err } = await holdfast({ ...fakeWorld(), env: { HOLDFAST_VAULT: 'memory:', ...env } }, 'list')
    expect(err).toContain('There is no vault at memory:')
  })

  test.each<[string[], Record<string, string>, string]>([
    [['--vault', 'wrong:'], { HOLDFAST_VAULT: 'right:' }, '--vault'],
    [['--copy', 'wrong:', '--vault', 'right:'], {}, '--copy'],
    [[], { HOLDFAST_VAULT: 'wrong:' }, 'HOLDFAST_VAULT'],
    [[], { HOLDFAST_VAULT: 'right:', HOLDFAST_COPY: 'wrong:' }, 'HOLDFAST_COPY'],
  ])('says which setting is no address, and how one looks: %j %j', async (options, env, name) => {
    const open = (url: string) => {
      if (url === 'right:') return createMemoryStore()
      throw new SettingInvalidError('wrong', { evidence: { why: 'it begins with neither' } })
    }
    const openVault: World['openVault'] = (url) => vaultOver(open(url))
    const { err, code } = await holdfast(
      { ...fakeWorld(), env, openVault, openStore: open },
      'list',
      ...options,
    )
    expect(code).toBe(2)
    expect(err).toBe(
      `holdfast: ${name} must be s3://bucket/prefix or file:///directory, but it begins with neither.\nCorrect the setting and try again.\n`,
    )
  })

  test('uses the profile that it is given', async () => {
    const profiles: string[] = []
    const world = { ...fakeWorld(), useProfile: async (name: string) => void profiles.push(name) }
    await holdfast(world, 'list', '--profile', 'ops')
    expect(profiles).toEqual(['ops'])
  })

  test.each([
    [['--accelerate'], {}, 1],
    [[], { HOLDFAST_ACCELERATE: 'yes' }, 1],
    [[], { HOLDFAST_ACCELERATE: 'no' }, 0],
    [[], { HOLDFAST_ACCELERATE: '' }, 0],
    [[], {}, 0],
  ])('goes over Transfer Acceleration when it is told to: %j %j', async (options, env, times) => {
    let accelerated = 0
    const world = { ...fakeWorld(), accelerate: () => void (accelerated += 1) }
    await holdfast({ ...world, env: { ...world.env, ...env } }, 'list', ...options)
    expect(accelerated).toBe(times)
  })

  test.each([
    ['a terminal', {}, [], true],
    ['NO_COLOR', { NO_COLOR: '1' }, [], false],
    ['--no-color', {}, ['--no-color'], false],
  ])('paints for %s: %j %j %p', async (_what, env, options, painted) => {
    const { store } = await filledVault()
    const world = fakeWorld(store)
    const stdout = Object.assign(world.stdout, { isTTY: true })
    const { out } = await holdfast({ ...world, stdout, env: { ...world.env, ...env } }, 'list', ...options)
    expect(out.includes('\u001b[')).toBe(painted)
  })

  test('does not paint what goes into a file', async () => {
    const { store } = await filledVault()
    expect((await holdfast(fakeWorld(store), 'list')).out).not.toContain('\u001b')
  })
})
