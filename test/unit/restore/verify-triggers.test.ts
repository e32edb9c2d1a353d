import { describe, expect, test } from '@jest/globals'
import type { Verification } from '../../../shared/model/restore.ts'
import { applyRestore } from '../../../shared/restore/apply-restore.ts'
import { carryOutRestore, completeRestore } from '../../../shared/restore/complete-restore.ts'
import * as rich from './rich-function.ts'
import type { RestoreWorld } from './restore-world.ts'
import { restoreWorld } from './restore-world.ts'
import { BUCKET, NAME, RULE, TOPIC, loseWoken, wokenFunction } from './woken-function.ts'

async function planned() {
  const woken = await wokenFunction()
  loseWoken(woken)
  expect(await woken.world.plan([woken.point])).toMatchObject({ problems: [] })
  return woken
}

function differences(world: RestoreWorld, phase: 'create' | 'enable') {
  const bytes = world.store.objects.get(`restores/restore-1/verification-${phase}.json`)?.bytes ?? '{}'
  return (JSON.parse(Buffer.from(bytes).toString()) as Verification).items[0]?.differences
}

describe('the triggers of a restored function', () => {
  test('are read back, and are as they were: only an id that was taken meanwhile is another', async () => {
    const { world, sources } = await planned()
    const taken = { Id: 'new-files', LambdaFunctionArn: 'arn:of:others', Events: ['s3:ObjectTagging:*'] }
    sources.buckets.set('uploads', [taken])
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored', failures: [] })
    expect(sources.buckets.get('uploads')).toMatchObject([
      taken,
      { Id: expect.not.stringMatching(/^new-files$/) },
    ])
    expect(differences(world, 'enable')).toEqual([])
    expect(world.clock.sleeps).not.toContain(1000)
  })

  test('of which one is gone again make the restore unclean', async () => {
    const { world, sources } = await planned()
    sources.onWrite = (operation, moment) => {
      if (operation === 'Subscribe' && moment === 'after') sources.subscriptions = []
    }
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'unclean' })
    expect(differences(world, 'enable')).toEqual([
      { path: `triggers.sns-subscription.${TOPIC}`, expected: { invokes: world.lambda.arn(NAME) } },
    ])
  })

  test('that have other settings than those of the point make it unclean', async () => {
    const { world, sources } = await planned()
    await applyRestore(world.ports, 'restore-1', { phase: 'create' })
    sources.onWrite = (operation, moment) => {
      if (operation !== 'PutBucketNotificationConfiguration' || moment === 'before') return
      const all = sources.buckets.get('uploads') ?? []
      sources.buckets.set(
        'uploads',
        all.map((one) => ({ ...one, Events: ['s3:ObjectRemoved:*'] })),
      )
    }
    expect(await completeRestore(world.ports, 'restore-1')).toMatchObject({ state: 'unclean' })
    expect(differences(world, 'enable')).toMatchObject([
      {
        path: `triggers.s3-notification.${BUCKET}`,
        expected: { Events: ['s3:ObjectCreated:*'] },
        found: { Events: ['s3:ObjectRemoved:*'] },
      },
    ])
  })

  test('that cannot be read make it unclean, with the reason', async () => {
    const { world, sources } = await planned()
    sources.onWrite = (operation, moment) => {
      if (operation === 'PutTargets' && moment === 'after') sources.denied.add('ListTargetsByRule')
    }
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'unclean' })
    expect(differences(world, 'enable')).toMatchObject([
      { path: `triggers.eventbridge-rule.${RULE}`, found: { gap: 'access-denied' } },
    ])
  })

  test('are looked for again while their service does not show them yet', async () => {
    const { world, sources } = await planned()
    sources.onWrite = (operation, moment) => {
      const written = world.clock.now().getTime()
      if (operation === 'PutTargets' && moment === 'after')
        sources.isBehind = () => world.clock.now().getTime() < written + 3000
    }
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored' })
    expect(world.clock.sleeps).toEqual([expect.any(Number), 1000, 2000])
  })

  test('that are made before it is live, and are gone when it is verified, keep it from becoming live', async () => {
    const { world, sources } = await planned()
    await applyRestore(world.ports, 'restore-1', { phase: 'create' })
    sources.rules.clear()
    expect(await completeRestore(world.ports, 'restore-1')).toMatchObject({ state: 'unclean' })
    expect(differences(world, 'create')).toMatchObject([{ path: `triggers.eventbridge-rule.${RULE}` }])
    expect(sources.subscriptions).toEqual([])
  })

  test('that wake it before it is verified keep the rest from becoming live', async () => {
    const { world, sources } = await planned()
    await applyRestore(world.ports, 'restore-1', { phase: 'create' })
    sources.targets.set('nightly', [{ Id: 'one', Arn: world.lambda.arn(NAME), Input: '{}' }])
    expect(await completeRestore(world.ports, 'restore-1')).toMatchObject({ state: 'unclean' })
    expect(differences(world, 'create')).toMatchObject([{ found: 'live' }])
  })
})

describe('a role that was made again', () => {
  test('is compared with that of the point', async () => {
    const world = restoreWorld()
    rich.createRich(world)
    const point = await world.capture(rich.NAME)
    rich.loseEverything(world)
    await world.plan([point], { withRole: true })
    world.around.onWrite = (operation, moment) => {
      if (operation === 'PutRolePolicy' && moment === 'after') world.around.inline.clear()
    }
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'unclean' })
    expect(differences(world, 'create')).toMatchObject([
      { path: expect.stringMatching(/^role\..*role\/service\/orders\.InlinePolicies$/), found: {} },
    ])
  })
})
