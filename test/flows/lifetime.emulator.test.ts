import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from '@jest/globals'
import { until } from '../../local/story/until.ts'
import { FLOW_TIMEOUT } from './flow.ts'

const PROGRAM = join(import.meta.dirname, 'programs/start-and-wait.ts')

describe('the emulator and the Lambda workers that it started', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'end when the program that started them ends by %s',
    async (signal) => {
      const child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] })
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
      const { worker, emulator } = JSON.parse(line) as { worker: number; emulator: string }
      expect(isRunning(worker)).toBe(true)
      child.kill(signal)
      await once(child, 'exit')
      await until('the end of the worker', async () => (isRunning(worker) ? undefined : true))
      await expect(fetch(emulator)).rejects.toThrow()
    },
    FLOW_TIMEOUT,
  )
})

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
