import { glob, readFile } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import { METRICS } from '../../../shared/model/metrics.ts'

const ROOT = new URL('../../../', import.meta.url).pathname
const TABLE = 'shared/model/metrics.ts'

test('each metric is emitted by some code, and no number is told that nothing emits', async () => {
  const files = await Array.fromAsync(glob('shared/**/*.ts', { cwd: ROOT }))
  const texts = await Promise.all(
    files.filter((file) => file !== TABLE).map((file) => readFile(`${ROOT}/${file}`, 'utf8')),
  )
  const emitting = texts.filter((text) => text.includes('metrics.add(')).join('\n')
  const silent = Object.keys(METRICS).filter((name) => !emitting.includes(`'${name}'`))
  expect(silent).toEqual([])
})
