import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { text } from 'node:stream/consumers'
import { FunctionChangingError } from '../../../shared/errors.ts'
import type { FunctionPoint } from '../../../shared/model/manifest.ts'
import type { FakeRegion } from './region.ts'
import { captured, fakeRegion, gapsOf } from './region.ts'

/** Puts every part of the function that can be set into state `n`, at once. */
function enterState({ lambda }: FakeRegion, name: string, n: number): void {
  const one = lambda.get(name)
  one.policies.set('', { Statement: [{ Sid: `state-${n}` }] })
  one.recursion = { RecursiveLoop: `state-${n}` }
  lambda.update(name, { Description: `state-${n}`, ...lambda.packages.keep(`state-${n}`) })
}

/** The states that the parts of a point are of. */
async function statesOf({ vault }: FakeRegion, { content }: FunctionPoint): Promise<Set<unknown>> {
  const code = content.code?.type === 'zip' ? await text(await vault.openBlob(content.code.blob.sha256)) : ''
  const policy = content.policy as { Statement: { Sid: string }[] }
  return new Set([
    content.configuration['Description'],
    policy.Statement[0]?.Sid,
    content.recursion?.['RecursiveLoop'],
    code,
  ])
}

function moving(changesAt: readonly number[]): FakeRegion {
  const region = fakeRegion()
  region.lambda.create('moving')
  enterState(region, 'moving', 0)
  let state = 0
  region.lambda.before = (_call, number) => {
    if (!changesAt.includes(number)) return
    state += 1
    enterState(region, 'moving', state)
  }
  return region
}

const A_CALL = fc.integer({ min: 1, max: 45 })

describe('a function that changes while it is read', () => {
  test('is read again: the parts of a point are all of one state, wherever the changes fall', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(A_CALL, { maxLength: 4 }), async (changesAt) => {
        const region = moving(changesAt)
        expect(await statesOf(region, await captured(region, 'moving'))).toHaveProperty('size', 1)
      }),
      { numRuns: 150 },
    )
  })

  test('once, at any single call of the capture, never makes parts of two states', async () => {
    for (let call = 1; call <= 12; call += 1) {
      const region = moving([call])
      expect(await statesOf(region, await captured(region, 'moving'))).toHaveProperty('size', 1)
    }
  })

  test('every time it is read is an error that a later try may not meet, and nothing is written', async () => {
    const region = fakeRegion()
    region.lambda.create('restless')
    region.lambda.before = ({ operation }) => {
      if (operation === 'ListAliases') region.lambda.touch('restless')
    }
    const failed = await region.capture('restless').catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(FunctionChangingError)
    expect(failed).toHaveProperty('retryable', true)
    expect(region.clock.sleeps).toEqual([500, 1000, 2000, 4000])
    expect([...region.store.objects.keys()]).toEqual(['vault.json'])
  })

  test('and whose new code is there before the old was downloaded is read again', async () => {
    const region = fakeRegion()
    const { lambda } = region
    lambda.create('moving', { code: 'old' })
    let isFirst = true
    lambda.before = ({ operation }) => {
      if (operation !== 'ListEventSourceMappings' || !isFirst) return
      isFirst = false
      lambda.updateCode('moving', 'new')
      region.packages.expireAll()
    }
    const { content } = await captured(region, 'moving')
    expect(content.code).toMatchObject({ blob: { size: 'new'.length } })
  })

  test('is waited for while Lambda is at work on it, without reading its parts meanwhile', async () => {
    const region = fakeRegion()
    const { lambda } = region
    lambda.create('pending', { State: 'Pending' })
    lambda.before = (_call, number) => {
      if (number === 3) lambda.update('pending', { State: 'Active' })
    }
    const point = await captured(region, 'pending')
    expect(point.gaps).toEqual([])
    expect(lambda.operations().slice(0, 3)).toEqual(['GetFunction', 'GetFunction', 'GetFunction'])
  })

  test.each([{ State: 'Pending' }, { LastUpdateStatus: 'InProgress' }])(
    'and stays at %p is captured with a gap that says so',
    async (status) => {
      const region = fakeRegion()
      region.lambda.create('stuck', status)
      const point = await captured(region, 'stuck')
      expect(gapsOf(point)).toEqual(['configuration: still-updating'])
    },
  )

  test('is not taken for changed when only the listing has another revision', async () => {
    const region = fakeRegion()
    const { lambda } = region
    lambda.create('odd')
    const listVersions = lambda.listVersions.bind(lambda)
    lambda.listVersions = async (name) => {
      const [latest, ...rest] = await listVersions(name)
      return [{ ...latest, RevisionId: 'of the listing' }, ...rest]
    }
    expect((await captured(region, 'odd')).gaps).toEqual([])
    expect(region.clock.sleeps).toEqual([])
  })

  test('a mapping on its way is a gap, one that is being deleted is not there, and one that settles is on or off', async () => {
    const region = fakeRegion()
    const { lambda } = region
    lambda.create('mapped')
    const FunctionArn = lambda.arn('mapped')
    lambda.mappings = ['Enabling', 'Disabling', 'Creating', 'Deleting'].map((State) => ({
      UUID: State,
      State,
      FunctionArn,
    }))
    const point = await captured(region, 'mapped')
    expect(gapsOf(point)).toEqual(['eventSourceMappings/Creating/State: still-updating'])
    expect(point.content.eventSourceMappings).toEqual([
      { UUID: 'Creating', FunctionArn },
      { UUID: 'Disabling', State: 'Disabled', FunctionArn },
      { UUID: 'Enabling', State: 'Enabled', FunctionArn },
    ])
  })
})

describe('a function that is deleted while it is read', () => {
  test('is a deletion, at whatever call it falls, and never a point of a function that is gone', async () => {
    const calls = 12
    for (let call = 1; call <= calls; call += 1) {
      const region = fakeRegion()
      const { lambda } = region
      lambda.create('dying')
      lambda.publish('dying')
      await captured(region, 'dying')
      lambda.updateCode('dying', 'newer')
      lambda.calls.length = 0
      lambda.before = (_call, number) => {
        if (number === call) lambda.functions.delete('dying')
      }
      const outcome = await region.capture('dying')
      const frame = lambda.operations().indexOf('ListVersionsByFunction') + 1
      const isInFrame = frame === 0 || call <= frame
      expect([call, outcome.type]).toEqual([call, isInFrame ? 'deleted' : 'captured'])
    }
  })

  test('before its code was downloaded is a deletion', async () => {
    const region = fakeRegion()
    const { lambda } = region
    lambda.create('dying')
    lambda.before = ({ operation }) => {
      if (operation !== 'ListEventSourceMappings') return
      lambda.functions.delete('dying')
      region.packages.expireAll()
    }
    expect(await region.capture('dying')).toMatchObject({ type: 'deleted' })
  })

  test('and created again is captured as what it is now', async () => {
    const region = fakeRegion()
    const { lambda } = region
    lambda.create('reborn', { code: 'old' })
    lambda.before = ({ operation }, number) => {
      if (operation === 'ListAliases' && number < 12) lambda.create('reborn', { code: 'new' })
    }
    expect((await captured(region, 'reborn')).content.code).toMatchObject({ blob: { size: 'new'.length } })
  })

  test('a version that is deleted in between is gone from the point too', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const one = lambda.create('image', { PackageType: 'Image', CodeSha256: 'aa', CodeSize: 0 })
    one.code = { ImageUri: 'ecr/app:1' }
    lambda.publish('image')
    lambda.publish('image')
    lambda.before = ({ target, operation }) => {
      if (operation === 'GetFunction' && target === 'image:2') one.versions = one.versions.slice(0, 1)
    }
    const { content, gaps } = await captured(region, 'image')
    expect(gaps).toEqual([])
    expect(content.versions?.map(({ version }) => version)).toEqual(['1'])
  })

  test('a version that is listed but never found is a gap `deleted-while-reading`', async () => {
    const region = fakeRegion()
    const { lambda } = region
    const one = lambda.create('image', { PackageType: 'Image', CodeSha256: 'aa', CodeSize: 0 })
    one.code = { ImageUri: 'ecr/app:1' }
    lambda.publish('image')
    const getFunction = lambda.getFunction.bind(lambda)
    lambda.getFunction = async (ref) => getFunction(ref.qualifier === '1' ? { name: 'nobody' } : ref)
    expect(gapsOf(await captured(region, 'image'))).toEqual(['versions/1/code: deleted-while-reading'])
  })
})
