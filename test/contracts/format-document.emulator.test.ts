import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, describe, expect, test } from '@jest/globals'
import { S3Store, createVaultClient } from '../../shared/aws/s3-store.ts'
import { DirectoryStore } from '../../shared/vault/directory-store.ts'
import { documentCommands } from '../fixtures/document-commands.ts'
import { realClock } from './directory-places.ts'

const run = promisify(execFile)
const GOOD = fileURLToPath(new URL('../fixtures/vaults/good', import.meta.url))
const client = createVaultClient()
const cwd = await mkdtemp(join(tmpdir(), 'holdfast-by-hand-'))

afterAll(async () => {
  client.destroy()
  await rm(cwd, { recursive: true })
})

/** Whether the AWS command line is installed; the document needs it for a vault in S3. */
const hasAws = await run('aws', ['--version']).then(
  () => true,
  () => false,
)

/** Copies the good vault into a new bucket. */
async function goodVaultInS3(): Promise<string> {
  const bucket = `holdfast-by-hand-${randomUUID()}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  const from = new DirectoryStore(GOOD, realClock)
  const to = new S3Store({ client, clock: realClock }, { bucket, prefix: 'some/prefix' })
  for await (const { key, size } of from.list('')) {
    await to.write(key, await from.read(key), { size, condition: 'absent' })
  }
  return to.url
}

describe('whoever follows docs/vault-format.md with a shell and the AWS command line', () => {
  const onlyWithAws = hasAws ? test : test.skip
  onlyWithAws(
    'restores a function from a vault in S3 into an account',
    async () => {
      const NAME = `by-hand-${randomUUID()}`
      const commands = await documentCommands('s3', 'aws')
      const env = {
        ...process.env,
        AWS_DEFAULT_REGION: process.env['AWS_REGION'],
        VAULT: await goodVaultInS3(),
      }
      // The function is found under its own name and created under one that nobody else uses.
      const script = commands.replace(
        'aws lambda create-function',
        `NAME=${NAME}\naws lambda create-function`,
      )
      const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd, env })
      const configuration: unknown = JSON.parse(await readFile(join(cwd, 'configuration.json'), 'utf8'))
      const { CodeSha256 } = configuration as { CodeSha256: string }
      expect(stdout).toContain(CodeSha256)
      expect(stdout).toContain(NAME)
    },
    60_000,
  )
})
