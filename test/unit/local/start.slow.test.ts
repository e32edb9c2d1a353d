import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'

const START = join(import.meta.dirname, '../../../local/start.ts')

function start(args: readonly string[], environment: Record<string, string> = {}) {
  return spawnSync(process.execPath, [START, ...args], { env: environment, encoding: 'utf8' })
}

describe('npm start', () => {
  test('without Python and Docker it says exactly what to install, and fails', () => {
    const { status, stderr } = start([], { PATH: '/nonexistent' })
    expect(stderr).toContain('Python 3.10 or newer')
    expect(stderr).toContain('sudo apt-get install python3 python3-venv')
    expect(stderr).toContain('Docker')
    expect(stderr).not.toContain('    at ')
    expect(status).toBe(1)
  })

  test('with --json a failure is one JSON object on the last line of standard output', () => {
    const { status, stdout } = start(['--json'], { PATH: '/nonexistent' })
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ ok: false, scenes: [] })
    expect(status).toBe(1)
  })

  test('--help tells the options and ends well', () => {
    const { status, stdout } = start(['--help'])
    expect(stdout).toContain('--keep')
    expect(stdout).toContain('--json')
    expect(status).toBe(0)
  })

  test('an option that it does not know is a mistake of usage, with a suggestion', () => {
    const { status, stderr } = start(['--kep'])
    expect(stderr).toContain('--keep')
    expect(status).toBe(2)
  })
})
