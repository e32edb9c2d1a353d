import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { modelWeights, releaseFile, sampleSecret } from '../../../local/estate/generated.ts'
import { zipFolder } from '../../../local/estate/zip.ts'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

describe('packages of the sample estate', () => {
  test('the same folder gives the same bytes each time', async () => {
    const [first, second] = await Promise.all([zipFolder('orders-api'), zipFolder('orders-api')])
    expect(first.equals(second)).toBe(true)
  })

  test('another release of the same folder gives other bytes', async () => {
    const first = await zipFolder('orders-api', [releaseFile('1')])
    expect(first.equals(await zipFolder('orders-api', [releaseFile('2')]))).toBe(false)
  })

  test('a file in a folder of the code keeps its path', async () => {
    const zip = await zipFolder('money-format-layer')
    expect(zip.includes('nodejs/node_modules/money-format/index.js')).toBe(true)
  })

  test('the model weighs forty megabytes, the same ones each time', () => {
    const { bytes } = modelWeights()
    expect(bytes.length).toBe(41_943_040)
    expect(sha256(bytes)).toBe(sha256(modelWeights().bytes))
  })

  test('a sample secret is the same for the same name and no other', () => {
    expect(sampleSecret('a')).toBe(sampleSecret('a'))
    expect(sampleSecret('a')).not.toBe(sampleSecret('b'))
  })
})
