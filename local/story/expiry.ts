import { command } from './holdfast.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene, Stage } from './stage.ts'
import { functionRef } from './stage.ts'

const FUNCTION = 'orders-api'

/** What no rule keeps expires, with a reason for each point; what is held stays, and a mistake is taken back. */
export const expiry: Scene = {
  name: 'expiry',
  title: `Old recovery points of ${FUNCTION} expire; one is held, and one is taken back`,
  async play(stage) {
    await untilQuiet(stage)
    const before = await pointsOf(stage)
    const [held = ''] = before
    await command(stage, ['hold', held, '--reason', 'before the new checkout'])
    const rules = ['prune', '--function', FUNCTION, '--keep-last', '1']
    const expiring = expiringIn(await command(stage, [...rules, '--dry-run']))
    if (expiring.length === 0 || expiring.includes(held)) throw new Error(`there expire: ${expiring.join()}`)
    await expect(stage, before)
    await command(stage, [...rules, '--yes'])
    await expect(stage, without(before, expiring))
    const [mistaken = '', ...gone] = expiring
    await command(stage, ['undelete', mistaken])
    await expect(stage, without(before, gone))
  },
}

/** Ids of all points and tombstones, oldest first; a key ends with them. (docs/vault-format.md) */
async function pointsOf({ vault }: Pick<Stage, 'vault'>): Promise<readonly string[]> {
  const { account, zone, name } = functionRef(FUNCTION)
  const all = await Array.fromAsync(vault.listManifests({ account, zone, name }))
  return all.map(({ key }) => key.slice(-'0123456789abcdef.json'.length, -'.json'.length))
}

/** The points of which a dry run says that they would expire. */
function expiringIn(printed: string): readonly string[] {
  return [...printed.matchAll(/([0-9a-f]{16})  expire/g)].flatMap(([, id]) => id ?? [])
}

function without(points: readonly string[], some: readonly string[]): readonly string[] {
  return points.filter((id) => !some.includes(id))
}

async function expect(stage: Pick<Stage, 'vault'>, wanted: readonly string[]): Promise<void> {
  const found = await pointsOf(stage)
  if (found.join() !== wanted.join())
    throw new Error(`there are ${found.join(', ')}, not ${wanted.join(', ')}`)
}
