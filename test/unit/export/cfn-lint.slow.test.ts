import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { exportFunction } from '../../../shared/export/export-function.ts'
import { RICH_POINT } from '../../fakes/rich-point.ts'

jest.setTimeout(120_000)

const CFN_LINT = join(import.meta.dirname, '../../../.ci/cfn-lint')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-export-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('templates of CloudFormation and of SAM, with and without role and values, satisfy cfn-lint', async () => {
  const files: string[] = []
  for (const format of ['cloudformation', 'sam'] as const)
    for (const whole of [false, true]) {
      const exported = exportFunction(RICH_POINT, { format, showSecrets: whole, withRole: whole })
      const content = exported.files.find(({ path }) => path === 'template.yaml')?.content
      const file = join(folder, `${format}-${whole}.yaml`)
      await writeFile(file, content !== undefined && 'text' in content ? content.text : '')
      files.push(file)
    }
  const { stdout } = await promisify(execFile)(CFN_LINT, files)
  expect(stdout).toContain('valid')
})
