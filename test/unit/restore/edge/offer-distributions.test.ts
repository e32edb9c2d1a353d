import { describe, expect, test } from '@jest/globals'
import { carryOutRestore } from '../../../../shared/restore/complete-restore.ts'
import { undoRestore } from '../../../../shared/restore/undo-restore.ts'
import { behaviour, distribution } from '../../edge/sample-distribution.ts'
import type { EdgeWorld } from './edge-world.ts'
import type { JsonObject } from '../../../../shared/model/json.ts'
import { HOME, PLAIN } from '../restore-world.ts'
import { NAMES, createEdge, edgeWorld, sampleConfig, takeAll, versionArn } from './edge-world.ts'

/** The function is gone; the distribution still names its versions, and its newest point says so. */
async function loseFunction() {
  const world = edgeWorld()
  createEdge(world)
  const points = await takeAll(world)
  world.lambda.functions.delete(NAMES.lambda)
  return { world, point: points.lambda }
}

const config = ({ edge }: EdgeWorld) => edge.distributions.get(NAMES.distribution)?.config

const offered = (plan: Awaited<ReturnType<EdgeWorld['plan']>>) =>
  plan.steps.filter(({ action }) => action === 'put-associations')

describe('a Lambda@Edge function that is published again', () => {
  test('is given to the distribution that ran it, last of all, and nothing else of that changes', async () => {
    const { world, point } = await loseFunction()
    const plan = await world.plan([point])
    expect(plan.problems).toEqual([])
    expect(plan.steps.at(-1)).toMatchObject({ action: 'put-associations', phase: 'enable', risk: 'high' })
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored', failures: [] })
    const renumbered = JSON.stringify(sampleConfig())
      .replaceAll(versionArn('1'), versionArn('7'))
      .replaceAll(versionArn('2'), versionArn('8'))
    expect(config(world)).toMatchObject(JSON.parse(renumbered) as object)
  })

  test('leaves the distribution with what it ran before when the restore is undone', async () => {
    const { world, point } = await loseFunction()
    await world.plan([point])
    await carryOutRestore(world.ports, 'restore-1')
    world.edge.hasVersion = () => true
    expect(await undoRestore(world.ports, 'restore-1')).toMatchObject({ state: 'undone', left: [] })
    expect(config(world)).toMatchObject(sampleConfig())
  })

  test('stays with the distribution when that is undone and CloudFront does not take the old numbers back', async () => {
    const { world, point } = await loseFunction()
    await world.plan([point])
    await carryOutRestore(world.ports, 'restore-1')
    const { left } = await undoRestore(world.ports, 'restore-1')
    expect(left).toEqual([
      'E1SHOP keeps the functions that the restore gave it: those that it ran before are not there.',
    ])
    expect(JSON.stringify(config(world))).toContain(versionArn('8'))
  })

  test('shares a distribution with others: each gets its events', async () => {
    const world = edgeWorld()
    createEdge(world)
    const names = Array.from({ length: 9 }, (_, number) => `edge-${number}`)
    const others: Record<string, object> = {}
    for (const name of names) {
      world.lambda.create(name, { ...PLAIN, code: name })
      world.lambda.publish(name)
      world.around.roles.set(`${name}-role`, world.around.roles.get(`${NAMES.lambda}-role`)!)
      others[`/${name}`] = behaviour({ lambda: { 'origin-request': versionArn('1', name) } })
    }
    world.edge.putDistribution(
      NAMES.distribution,
      distribution({ others: others as Record<string, JsonObject> }),
    )
    await world.take('distribution', NAMES.distribution)
    const points = []
    for (const name of names) points.push(await world.take('function', name))
    world.lambda.functions.clear()
    await world.plan(points)
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored', failures: [] })
    expect(JSON.stringify(config(world))).not.toMatch(/edge-\d:1"/)
  })

  test('does not touch a distribution that runs another function at its events now', async () => {
    const { world, point } = await loseFunction()
    const other = versionArn('3', 'other')
    const first = behaviour({ lambda: { 'origin-request': other } })
    world.edge.putDistribution(NAMES.distribution, distribution({ first }))
    const plan = await world.plan([point])
    expect(offered(plan)).toEqual([])
    expect(plan.cannotComeBack.map(({ what }) => what)).toEqual([
      expect.stringContaining('Version numbers'),
      `The function at origin-request of the default behaviour: ${other} runs there now.`,
      'The function at /img/*: the distribution, or that behaviour of it, is not there.',
    ])
  })

  test('stops at a distribution to which somebody gave another function since the plan', async () => {
    const { world, point } = await loseFunction()
    await world.plan([point])
    world.edge.hasVersion = () => true
    const first = behaviour({ lambda: { 'origin-request': versionArn('3', 'other') } })
    const others = { '/img/*': behaviour({}) }
    world.edge.putDistribution(NAMES.distribution, distribution({ first, others }))
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({
      state: 'failed',
      failures: [{ failure: { error: 'TriggerTakenError' } }],
    })
  })

  test('under another name or elsewhere leaves the distributions to the original', async () => {
    const { world, point } = await loseFunction()
    const beside = await world.plan([point], { target: { name: 'rewrite-two' } })
    expect(offered(beside)).toEqual([])
    expect(beside.cannotComeBack.map(({ what }) => what)).toContain(
      'The distribution E1SHOP runs rewrite, and is not changed for rewrite-two.',
    )
    // Roles are the same in every region; each fake region has its own.
    for (const [name, role] of world.around.roles) world.region(HOME).surroundings.roles.set(name, role)
    const away = await world.plan([point], { restoreId: 'restore-2', target: { region: HOME } })
    expect(offered(away)).toEqual([])
    expect(away.cannotComeBack.at(-1)?.what).toMatch('Functions of eu-west-1 cannot run at the edge at all.')
  })

  test('is not looked for in distributions when triggers are left out', async () => {
    const { world, point } = await loseFunction()
    const calls = world.edge.calls.length
    expect(offered(await world.plan([point], { parts: ['code', 'configuration', 'versions'] }))).toEqual([])
    expect(world.edge.calls.length).toBe(calls)
  })

  test('whose versions are all there has nothing to be given', async () => {
    const world = edgeWorld()
    createEdge(world)
    const { lambda } = await takeAll(world)
    world.lambda.updateCode(NAMES.lambda, 'a bad deployment')
    expect(offered(await world.plan([lambda], { onConflict: 'update' }))).toEqual([])
  })
})
