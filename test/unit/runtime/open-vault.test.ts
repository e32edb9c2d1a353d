import { describe, expect, test } from '@jest/globals'
import { SettingInvalidError } from '../../../shared/errors.ts'
import { bucketOf, openStore } from '../../../shared/runtime/open-vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

const world = { clock: { now: () => new Date(0), sleep: async () => {} } }

const POINT = 's3://arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap'

describe('the address of a vault', () => {
  test.each([
    [POINT, { bucket: POINT.slice(5), prefix: '' }],
    [`${POINT}/some/prefix/`, { bucket: POINT.slice(5), prefix: 'some/prefix' }],
  ])('%s is an access point, where one can be opened', (address, place) => {
    const opened: unknown[] = []
    const openAccessPoint = (one: unknown) => {
      opened.push(one)
      return createMemoryStore()
    }
    openStore(address, { ...world, openAccessPoint })
    expect(opened).toEqual([place])
    expect(() => openStore(address, world)).toThrow(/for reading from a terminal/)
    expect(bucketOf(address)).toBeUndefined()
  })

  test('with dots is refused for Transfer Acceleration, which does not reach it', () => {
    expect(() => openStore('s3://my.bucket', { ...world, accelerate: true })).toThrow(/has dots/)
    expect(openStore('s3://my-bucket', { ...world, accelerate: true }).url).toBe('s3://my-bucket')
  })

  test.each([
    ['s3://bucket', 's3://bucket'],
    ['s3://bucket/', 's3://bucket'],
    ['s3://my-bucket.example/some/prefix/', 's3://my-bucket.example/some/prefix'],
    ['file:///var/backups/', 'file:///var/backups'],
    ['file:///with%20space', 'file:///with%20space'],
  ])('%s is opened as %s', (address, url) => {
    expect(openStore(address, world).url).toBe(url)
  })

  test.each([
    ['nothing', ''],
    ['a path', '/var/backups'],
    ['another scheme', 'https://bucket.s3.amazonaws.com/'],
    ['no bucket', 's3://'],
    ['a bucket that cannot be', 's3://Bucket_Name'],
    ['a query', 's3://bucket?region=x'],
    ['a host before the directory', 'file://host/directory'],
    ['the root directory', 'file:///'],
    ['an encoded slash', 'file:///a%2Fb'],
    ['a broken encoding', 's3://bucket/%zz'],
  ])('%s is refused', (_what, address) => {
    expect(() => openStore(address, world)).toThrow(SettingInvalidError)
  })

  test.each([
    ['s3://Bad_Bucket', 'the name of a bucket has 3 to 63 small letters, digits, dots and hyphens'],
    ['file://relative', 'the whole path of a directory begins with a third slash'],
  ])('%s is told how it should look', (address, why) => {
    const message = `The address of a vault must be s3://bucket/prefix or file:///directory, but ${why}.`
    expect(() => openStore(address, world)).toThrow(new SettingInvalidError(message))
  })

  test('is not shown when it is refused, for it may hold a secret', () => {
    const refused = () => openStore('s3://AKIDEXAMPLE:hunter2@bucket', world)
    expect(refused).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') }))
  })
})
