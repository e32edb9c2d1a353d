import { readdir } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { build } from 'esbuild'
import { CATALOGUE } from '../../local/gateway/catalogue.ts'
import { FACTS_KINDS } from '../../shared/triggers/find-facts.ts'
import { TRIGGER_KINDS } from '../../shared/triggers/find-kinds.ts'
import { actionKind, permissionsOfOperation } from './iam-actions.ts'

const FOLDER = 'shared/triggers'

/** Permissions that no call is named after, and why a kind has them. */
const BEYOND_CALLS: Readonly<Record<string, string>> = {
  'iam:PassRole': 'who names a role in a call must be allowed to pass it on',
  'kms:CreateGrant':
    'Cognito takes a grant on the key of a custom sender in the name of who updates the pool',
  'lambda:AddPermission':
    'Connect puts a statement into the function’s policy in the name of who associates it',
  'lambda:InvokeFunction': 'Secrets Manager asks whether who sets the rotation may invoke its function',
  'lambda:RemovePermission': 'Connect takes it away again',
  'pipes:TagResource': 'a pipe is created with its tags',
}

/** A kind or a service of facts, and the calls that its file can make. */
interface Bundled {
  readonly name: string
  readonly declared: ReadonlySet<string>
  readonly calls: readonly string[]
}

let bundled: readonly Bundled[]
beforeAll(async () => {
  bundled = [...(await bundle('kinds', TRIGGER_KINDS)), ...(await bundle('facts', FACTS_KINDS))]
}, 60_000)

async function bundle(
  folder: string,
  kinds: readonly { permissions: readonly { actions: readonly string[] }[] }[],
): Promise<readonly Bundled[]> {
  const files = (await readdir(`${FOLDER}/${folder}`)).filter((file) => file.endsWith('.ts')).sort()
  return await Promise.all(
    files.map(async (file, index) => ({
      name: `${folder}/${file}`,
      declared: new Set(kinds[index]?.permissions.flatMap(({ actions }) => actions)),
      calls: await callsIn(await codeOf(`${FOLDER}/${folder}/${file}`)),
    })),
  )
}

/** What it imports of the SDK, and no type, is left in it. */
async function codeOf(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    external: ['@aws-sdk/*', '@smithy/*', 'node:*'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
  })
  return outputFiles[0]?.text ?? ''
}

const CLIENT = /["']@aws-sdk\/client-([\w-]+)["']/g
const CALL = /\b(?:(\w+)Command|paginate(\w+))\b/g

/** Each call that code can make, as `service:Operation` with the prefix that IAM knows. */
async function callsIn(code: string): Promise<readonly string[]> {
  const clients = new Set([...code.matchAll(CLIENT)].map(([, client = '']) => client))
  const operations = new Set([...code.matchAll(CALL)].map(([, command, page]) => command ?? page ?? ''))
  const calls = [...clients].map(async (client) => {
    const sdk = (await import(`@aws-sdk/client-${client}`)) as object
    const made = [...operations].filter((operation) => `${operation}Command` in sdk)
    return made.map((operation) => `${prefixOf(client)}:${operation}`)
  })
  return (await Promise.all(calls)).flat()
}

/** One that the catalogue does not name has the same name everywhere. */
function prefixOf(client: string): string {
  return CATALOGUE.find(({ packages }) => packages.includes(`@aws-sdk/client-${client}`))?.iamPrefix ?? client
}

/** The permission that each call is named after. Those that go with it depend on what is asked, which code does not show. */
function needsOf(calls: readonly string[]): readonly string[] {
  return calls.flatMap((call) => permissionsOfOperation(call)[0]?.action ?? [])
}

describe('every kind of trigger and service of facts', () => {
  test('makes calls that are seen here', () => {
    expect(bundled.length).toBe(TRIGGER_KINDS.length + FACTS_KINDS.length)
    expect(bundled.filter(({ calls }) => calls.length === 0).map(({ name }) => name)).toEqual([])
  })

  test('declares the permission of each call that it makes', () => {
    const missing = bundled.flatMap(({ name, declared, calls }) =>
      needsOf(calls)
        .filter((action) => !declared.has(action))
        .map((action) => `${name} needs ${action}`),
    )
    expect([...new Set(missing)]).toEqual([])
  })

  test('declares no permission of a call that it does not make', () => {
    const beyond = bundled.flatMap(({ name, declared, calls }) => {
      const needed = new Set(needsOf(calls))
      const unneeded = [...declared].filter((action) => !needed.has(action) && !(action in BEYOND_CALLS))
      return unneeded.map((action) => `${name} does not need ${action}`)
    })
    expect(beyond).toEqual([])
  })

  test('declares actions that exist', async () => {
    const actions = new Set(bundled.flatMap(({ declared }) => [...declared]))
    const known = await Promise.all([...actions].map(async (action) => [action, await actionKind(action)]))
    expect(known.filter(([, kind]) => kind === 'unknown')).toEqual([])
  })
})
