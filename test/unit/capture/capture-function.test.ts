import { describe, expect, test } from '@jest/globals'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { zoneScope } from '../../../shared/capture/scope.ts'
import {
  AccessDeniedError,
  DownloadCorruptError,
  ServiceFaultError,
  VaultUnavailableError,
} from '../../../shared/errors.ts'
import type { Outcome } from '../../../shared/model/outcome.ts'
import { WRITER } from '../../../shared/model/writer.ts'
import manifest from '../../../package.json' with { type: 'json' }
import { ACCOUNT, failing } from '../../fakes/fake-lambda.ts'
import type { FakeRegion } from './region.ts'
import { captured, fakeRegion, gapsOf } from './region.ts'

const RESOURCE = { account: ACCOUNT, zone: 'eu-west-1', kind: 'function', name: 'hello' } as const

function blobsIn({ store }: FakeRegion): string[] {
  return [...store.objects.keys()].filter((key) => key.startsWith('blobs/'))
}

function types(outcomes: readonly Outcome[]): string[] {
  return outcomes.map(({ type }) => type).toSorted()
}

describe('capturing a function', () => {
  test('that is new makes a point with its bytes, its cause and the time at which reading began', async () => {
    const region = fakeRegion()
    region.lambda.create('hello', { code: 'hello code' })
    const outcome = await region.capture('hello')
    expect(outcome).toMatchObject({
      type: 'captured',
      resource: RESOURCE,
      gaps: [],
      bytesStored: 'hello code'.length,
      bytesDeduplicated: 0,
    })
    const point = await region.vault.readManifest((outcome as { manifest: string }).manifest)
    expect(point).toMatchObject({
      type: 'point',
      takenAt: '2026-01-01T10:00:00.000Z',
      cause: { type: 'run', runId: 'run-1' },
      previous: null,
      writer: WRITER,
    })
    const pointer = await region.vault.latest(RESOURCE)
    expect(pointer?.pointer).toMatchObject({
      type: 'point',
      manifest: (outcome as { manifest: string }).manifest,
    })
  })

  test('that did not change is `unchanged`, and neither asks for a blob nor downloads one', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    await captured(region, 'hello')
    region.lambda.touch('hello')
    const putBlob = region.ports.vault.putBlob.bind(region.vault)
    let puts = 0
    region.ports.vault.putBlob = async (blob, open) => {
      puts += 1
      return putBlob(blob, open)
    }
    expect(await region.capture('hello')).toMatchObject({ type: 'unchanged' })
    expect([puts, region.packages.downloads.length]).toEqual([0, 1])
  })

  test('that only has gaps as before is `unchanged` too', async () => {
    const region = fakeRegion()
    const sha = region.lambda.create('hello').configuration['CodeSha256'] as string
    region.lambda.publish('hello')
    region.lambda.updateCode('hello', 'new')
    region.packages.replace(sha, undefined)
    expect(gapsOf(await captured(region, 'hello'))).toEqual(['versions/1/code: not-found'])
    expect(await region.capture('hello')).toMatchObject({
      type: 'unchanged',
      gaps: [{ part: 'versions/1/code', reason: 'not-found' }],
    })
  })

  test('whose code the vault has from another function downloads nothing', async () => {
    const region = fakeRegion()
    region.lambda.create('hello', { code: 'shared' })
    region.lambda.create('twin', { code: 'shared' })
    await captured(region, 'hello')
    const outcome = await region.capture('twin')
    expect(outcome).toMatchObject({ bytesStored: 0, bytesDeduplicated: 'shared'.length })
    expect(region.packages.downloads).toHaveLength(1)
  })

  test('of which only the configuration changed makes a point that follows the last', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    const first = await captured(region, 'hello')
    region.clock.advance(60_000)
    region.lambda.update('hello', { Description: 'new' })
    const second = await captured(region, 'hello')
    expect(second.previous).toContain(first.id)
    expect(blobsIn(region)).toHaveLength(1)
  })

  test('does not make a new point of what changes by itself', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    await captured(region, 'hello')
    region.lambda.update('hello', {
      RuntimeVersionConfig: { RuntimeVersionArn: 'patched' },
      State: 'Inactive',
    })
    expect(await region.capture('hello')).toMatchObject({ type: 'unchanged' })
  })

  test("of Holdfast's own scratch kind is ignored without a call", async () => {
    const region = fakeRegion()
    region.lambda.create('holdfast-scratch-1')
    expect(await region.capture('holdfast-scratch-1')).toMatchObject({ type: 'ignored' })
    expect(region.lambda.calls).toEqual([])
  })

  test('goes on when the newest manifest is damaged', async () => {
    const region = fakeRegion()
    const layer = region.lambda.addLayer('layer', 'bytes')
    region.lambda.create('hello', { Layers: [{ Arn: layer }] })
    await captured(region, 'hello')
    for (const key of region.store.objects.keys()) {
      if (key.startsWith('points/')) region.store.objects.delete(key)
    }
    region.lambda.update('hello', { Description: 'new' })
    expect((await captured(region, 'hello')).content.layers).toHaveLength(1)
    expect(region.log.lines.map(({ level }) => level)).toContain('warn')
  })

  test('leaves neither a presigned URL nor an environment value in a log, and no URL in the vault', async () => {
    const region = fakeRegion()
    const layer = region.lambda.addLayer('layer', 'bytes')
    region.lambda.create('hello', { Layers: [{ Arn: layer }], Environment: { Variables: { KEY: 'pa55' } } })
    region.lambda.publish('hello')
    await captured(region, 'hello')
    const stored = [...region.store.objects.values()].map(({ bytes }) => Buffer.from(bytes).toString()).join()
    expect(stored).not.toContain('X-Amz-Signature')
    expect(JSON.stringify(region.log.lines)).not.toMatch(/X-Amz-Signature|pa55/)
  })

  test('says of itself the version of the package', () => {
    expect(WRITER).toBe(`holdfast ${manifest.version}`)
  })
})

describe('a download', () => {
  test('whose URL is spent gets a new one', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    region.packages.faults.push(new AccessDeniedError('expired'))
    expect((await captured(region, 'hello')).gaps).toEqual([])
    expect(new Set(region.packages.downloads).size).toBe(2)
  })

  test('that breaks off is begun anew with a new URL', async () => {
    const region = fakeRegion()
    region.lambda.create('hello', { code: 'whole' })
    const broken = () =>
      Readable.from(
        (async function* () {
          yield Buffer.from('wh')
          throw new ServiceFaultError('broke off')
        })(),
        { objectMode: false },
      )
    region.packages.faults.push(broken)
    const { content } = await captured(region, 'hello')
    const sha256 = content.code?.type === 'zip' ? content.code.blob.sha256 : ''
    expect(await text(await region.vault.openBlob(sha256))).toBe('whole')
    expect(region.packages.downloads).toHaveLength(2)
  })

  test('of $LATEST that keeps failing fails the capture for now, and leaves the last point the newest', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    const before = await captured(region, 'hello')
    region.lambda.updateCode('hello', 'new')
    region.packages.faults.push(...Array.from({ length: 9 }, () => new ServiceFaultError('down')))
    await expect(region.capture('hello')).rejects.toMatchObject({
      name: 'ServiceFaultError',
      retryable: true,
    })
    expect((await region.vault.latest(RESOURCE))?.pointer.id).toBe(before.id)
  })

  test('of $LATEST with other bytes than announced fails the capture, and no such blob is kept', async () => {
    const region = fakeRegion()
    const sha = region.lambda.create('hello', { code: 'announced' }).configuration['CodeSha256'] as string
    region.packages.replace(sha, 'otherwise')
    await expect(region.capture('hello')).rejects.toBeInstanceOf(DownloadCorruptError)
    expect(blobsIn(region)).toEqual([])
  })

  test('of a version that fails is a gap of that version, and the rest is kept', async () => {
    const region = fakeRegion()
    const sha = region.lambda.create('hello', { code: 'announced' }).configuration['CodeSha256'] as string
    region.lambda.publish('hello')
    region.lambda.updateCode('hello', 'new')
    region.packages.replace(sha, 'otherwise')
    const point = await captured(region, 'hello')
    expect(gapsOf(point)).toEqual(['versions/1/code: service-fault'])
    expect(point.content.code).toMatchObject({ blob: { size: 'new'.length } })
    expect(point.content.versions?.[0]).not.toHaveProperty('code')
    expect(point.blobs).toHaveLength(1)
  })

  test.each([
    [{}, 'code: access-denied'],
    [{ SourceKMSKeyArn: 'arn:key' }, 'code: key-denied'],
  ])('that is denied with a fresh URL is a gap (%j)', async (code, gap) => {
    const region = fakeRegion()
    region.lambda.create('hello').code = code
    region.packages.faults.push(new AccessDeniedError('no'), new AccessDeniedError('no'))
    expect(gapsOf(await captured(region, 'hello'))).toEqual([gap])
  })

  test('of a layer that is gone is a gap of that layer', async () => {
    const region = fakeRegion()
    const layer = region.lambda.addLayer('layer', 'bytes')
    region.lambda.create('hello', { Layers: [{ Arn: layer }] })
    region.packages.replace(region.packages.keep('bytes').CodeSha256, undefined)
    const point = await captured(region, 'hello')
    expect(gapsOf(point)).toEqual([`layers/${layer}: not-found`])
    expect(point.content.layers?.[0]).not.toHaveProperty('blob')
  })

  test('of a layer that could not be had before is tried again', async () => {
    const region = fakeRegion()
    const layer = region.lambda.addLayer('layer', 'bytes')
    region.lambda.create('hello', { Layers: [{ Arn: layer }] })
    region.packages.replace(region.packages.keep('bytes').CodeSha256, undefined)
    expect(gapsOf(await captured(region, 'hello'))).toEqual([`layers/${layer}: not-found`])
    region.packages.keep('bytes')
    expect((await captured(region, 'hello')).content.layers?.[0]).toMatchObject({ blob: { size: 5 } })
  })

  test('is never blamed for a vault that fails: that is an error, and no gap', async () => {
    const region = fakeRegion()
    region.lambda.create('hello', { code: 'old' })
    region.lambda.publish('hello')
    region.lambda.updateCode('hello', 'new')
    const write = region.store.write.bind(region.store)
    region.store.write = async (key, body, options) => {
      if (key.startsWith('blobs/') && options.size === 'old'.length) throw new AccessDeniedError('no bucket')
      return write(key, body, options)
    }
    await expect(region.capture('hello')).rejects.toThrow('no bucket')
    expect(await region.vault.latest(RESOURCE)).toBeUndefined()
  })
})

describe('a function that is gone', () => {
  test('leaves a tombstone after its points, once', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    const point = await captured(region, 'hello')
    region.lambda.functions.delete('hello')
    const first = await region.capture('hello')
    const again = await region.capture('hello')
    expect(first).toMatchObject({ type: 'deleted', resource: RESOURCE })
    expect(again).toEqual(first)
    const tombstone = await region.vault.readManifest((first as { manifest: string }).manifest)
    expect(tombstone).toMatchObject({ type: 'tombstone' })
    expect(tombstone.previous).toContain(point.id)
    expect((await region.vault.latest(RESOURCE))?.pointer.fingerprint).toBeNull()
  })

  test('and never had a point leaves nothing', async () => {
    const region = fakeRegion()
    expect(await region.capture('hello')).toEqual({ type: 'deleted', resource: RESOURCE })
  })

  test('and comes back as it was gets a new point after its tombstone', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    await captured(region, 'hello')
    const one = region.lambda.get('hello')
    region.lambda.functions.delete('hello')
    region.clock.advance(60_000)
    await region.capture('hello')
    region.lambda.functions.set('hello', one)
    region.clock.advance(60_000)
    expect((await captured(region, 'hello')).previous).not.toBeNull()
  })
})

describe('captures that race', () => {
  test('with the same content make one point, and the others see it', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => region.capture('hello')))
    expect(types(outcomes)).toEqual(['captured', ...Array.from({ length: 15 }, () => 'unchanged')])
    expect(new Set(outcomes.map((outcome) => 'id' in outcome && outcome.id)).size).toBe(1)
  })

  test('with a writer that was faster read again, and end on the newest state', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    await captured(region, 'hello')
    region.lambda.update('hello', { Description: 'first' })
    const putManifest = region.ports.vault.putManifest.bind(region.vault)
    let isFirst = true
    region.ports.vault.putManifest = async (point) => {
      if (isFirst) {
        isFirst = false
        region.clock.advance(1000)
        region.lambda.update('hello', { Description: 'second' })
        await region.capture('hello')
      }
      return putManifest(point)
    }
    expect(await region.capture('hello')).toMatchObject({ type: 'unchanged' })
    const pointer = await region.vault.latest(RESOURCE)
    const newest = await region.vault.readManifest(pointer?.pointer.manifest ?? '')
    expect(newest).toMatchObject({ content: { configuration: { Description: 'second' } } })
  })

  test('with a writer that read later and was faster leave its state the newest', async () => {
    const region = fakeRegion()
    const { lambda } = region
    lambda.create('hello')
    const list = lambda.listEventSourceMappings.bind(lambda)
    let isFirst = true
    lambda.listEventSourceMappings = async (name) => {
      if (!isFirst) return list(name)
      isFirst = false
      lambda.update('hello', { Description: 'second' })
      await region.capture('hello')
      return list(name)
    }
    expect(await region.capture('hello')).toMatchObject({ type: 'unchanged' })
    const pointer = await region.vault.latest(RESOURCE)
    const newest = await region.vault.readManifest(pointer?.pointer.manifest ?? '')
    expect(newest).toMatchObject({ content: { configuration: { Description: 'second' } } })
  })

  test('that lose again and again give up with an error that a later try may not meet', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    const moveLatest = region.ports.vault.moveLatest.bind(region.vault)
    let others = 0
    region.ports.vault.moveLatest = async (pointer, expected) => {
      const state = await region.vault.latest(RESOURCE)
      others += 1
      await moveLatest({ ...pointer, fingerprint: String(others).padStart(64, '0') }, state?.version)
      return moveLatest(pointer, expected)
    }
    await expect(region.capture('hello')).rejects.toMatchObject({ name: 'PreconditionFailedError' })
    expect(others).toBe(4)
  })
})

describe('a run over a zone', () => {
  test('does not put lists that it read earlier on top of a newer point', async () => {
    const region = fakeRegion()
    const { lambda } = region
    lambda.create('hello')
    const mapping = { UUID: 'm', FunctionArn: lambda.arn('hello'), State: 'Enabled' }
    lambda.mappings = [{ ...mapping, BatchSize: 1 }]
    const scope = zoneScope(region.ports, region.clock.now())
    await scope.mappings('hello', [])
    region.clock.advance(1000)
    lambda.mappings = [{ ...mapping, BatchSize: 2 }]
    await captured(region, 'hello')
    expect(await region.capture('hello', { scope })).toMatchObject({ type: 'unchanged' })
  })

  test('asks again for a role of which a part was missing for the moment', async () => {
    const region = fakeRegion()
    for (const name of ['hello', 'twin']) region.lambda.create(name, { Role: 'arn:aws:iam::1:role/one' })
    region.surroundings.roles.set('one', { RoleName: 'one' })
    region.surroundings.before = failing({ ListRolePolicies: new ServiceFaultError('down') })
    const scope = zoneScope(region.ports, region.clock.now())
    expect(await region.capture('hello', { scope })).toMatchObject({
      gaps: [{ part: 'role/InlinePolicies' }],
    })
    region.surroundings.before = () => {}
    expect(await region.capture('twin', { scope })).toMatchObject({ gaps: [] })
  })

  test('asks again for what failed for the moment, and not for what is denied', async () => {
    const region = fakeRegion()
    region.lambda.create('hello')
    region.lambda.create('twin')
    region.lambda.before = failing({
      ListEventSourceMappings: new ServiceFaultError('down'),
      ListCodeSigningConfigs: new AccessDeniedError('no'),
    })
    const scope = zoneScope(region.ports, region.clock.now())
    await region.capture('hello', { scope })
    await region.capture('twin', { scope })
    const asked = region.lambda.operations()
    expect(asked.filter((operation) => operation === 'ListEventSourceMappings')).toHaveLength(2)
    expect(asked.filter((operation) => operation === 'ListCodeSigningConfigs')).toHaveLength(1)
  })
})

describe('a vault that is not there', () => {
  test('is an error before anything is asked of Lambda', async () => {
    const region = fakeRegion()
    region.ports.vault.latest = async () => {
      throw new VaultUnavailableError('gone')
    }
    await expect(region.capture('hello')).rejects.toBeInstanceOf(VaultUnavailableError)
    expect(region.lambda.calls).toEqual([])
  })
})
