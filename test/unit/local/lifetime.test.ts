import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from '@jest/globals'
import { Lifetime } from '../../../local/lifetime.ts'

const LIFETIME = join(import.meta.dirname, '../../../local/lifetime.ts')
const PROGRAM = `
  import { Lifetime } from ${JSON.stringify(LIFETIME)}
  const lifetime = new Lifetime((signal, code) => { console.log(signal); process.exitCode = code })
  lifetime.add(async () => console.log('first stopped'))
  lifetime.add(async () => console.log('second stopped'))
  setInterval(() => {}, 1000)
  console.log('ready')
`

describe('what was started', () => {
  test('is stopped newest first', async () => {
    const stopped: string[] = []
    const lifetime = new Lifetime(() => undefined)
    lifetime.add(async () => void stopped.push('first'))
    lifetime.add(async () => void stopped.push('second'))
    await lifetime.end()
    expect(stopped).toEqual(['second', 'first'])
  })

  test('is stopped also when something else cannot be stopped, and that is told', async () => {
    const stopped: string[] = []
    const lifetime = new Lifetime(() => undefined)
    lifetime.add(async () => void stopped.push('first'))
    lifetime.add(() => Promise.reject(new Error('stuck')))
    await expect(lifetime.end()).rejects.toThrow('Not everything')
    expect(stopped).toEqual(['first'])
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is stopped at %s, and the exit code says so', async (signal, exitCode) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM])
    const printed = text(child.stdout)
    await once(child.stdout, 'data')
    child.kill(signal)
    const [code] = (await once(child, 'exit')) as [number]
    expect(await printed).toBe(`ready\n${signal}\nsecond stopped\nfirst stopped\n`)
    expect(code).toBe(exitCode)
  })
})
