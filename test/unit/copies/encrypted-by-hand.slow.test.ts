import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { beginEncryption, openEncryption } from '../../../shared/copies/encryption.ts'
import { copyVault } from '../../../shared/copies/copy-vault.ts'
import { DirectoryStore } from '../../../shared/vault/directory-store.ts'
import { readVaultRecord } from '../../../shared/vault/gate.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { documentCommands } from '../../fixtures/document-commands.ts'

jest.setTimeout(60_000)

const run = promisify(execFile)
const GOOD = fileURLToPath(new URL('../../fixtures/vaults/good', import.meta.url))
const AGE = fileURLToPath(new URL('../../fixtures/age-tool.ts', import.meta.url))

let root: string

/** An encrypted copy of the good vault, the key to it, and something that decrypts like `age` where there is none. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-age-'))
  const identity = await generateX25519Identity()
  await writeFile(join(root, 'key.txt'), `# a comment\n${identity}\n`)
  await mkdir(join(root, 'bin'))
  await writeFile(join(root, 'bin/age'), `#!/bin/sh\nexec "${process.execPath}" "${AGE}" "$@"\n`)
  await chmod(join(root, 'bin/age'), 0o755)
  const clock = fakeClock()
  const from = new DirectoryStore(GOOD, clock)
  const place = new DirectoryStore(join(root, 'copy'), clock)
  const vault = (await readVaultRecord(from))!.id
  await beginEncryption(place, { recipients: [await identityToRecipient(identity)], vault })
  const { store, canRead } = await openEncryption(place, [])
  await copyVault({ from, to: store, clock }, { canReadCopy: canRead })
})

afterAll(() => rm(root, { recursive: true }))

test('whoever follows docs/vault-format.md with age restores from an encrypted copy', async () => {
  const cwd = await mkdtemp(join(root, 'work-'))
  const PATH = [process.env['PATH'], join(root, 'bin')].join(delimiter)
  const env = { PATH, LC_ALL: 'C', VAULT: join(root, 'copy'), IDENTITY: join(root, 'key.txt') }
  await run('bash', ['-euo', 'pipefail', '-c', await documentCommands('encrypted')], { cwd, env })
  expect(await readFile(join(cwd, 'code/index.mjs'), 'utf8')).toContain('hello again')
  expect(JSON.parse(await readFile(join(cwd, 'configuration.json'), 'utf8'))).toMatchObject({
    FunctionName: 'hello',
  })
})
