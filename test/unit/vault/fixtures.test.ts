import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { VaultFormatError } from '../../../shared/errors.ts'
import { DirectoryStore } from '../../../shared/vault/directory-store.ts'
import type { VerifyOptions, VerifyReport } from '../../../shared/vault/verify-report.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { makeVaults } from '../../fixtures/make-vaults.ts'

const VAULTS = fileURLToPath(new URL('../../fixtures/vaults', import.meta.url))
const REPORT = 'points/123456789012/eu-west-1/function/report/20260102T110000Z-a3b1c5c127a09ce2.json'
const LAYER = 'blobs/sha256/32/32b5c48c335c9d6f6493f34c6851e5cd39b396f83f103ec26e0994307826b02d'

async function verifyFixture(
  name: string,
  options: VerifyOptions = { readData: 'all' },
): Promise<VerifyReport> {
  return await verify(new DirectoryStore(join(VAULTS, name), clock), options)
}

const clock = { now: () => new Date(0), sleep: async () => {} }

/** Every file below a directory, with its bytes. */
async function contentsOf(root: string): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>()
  for (const name of (await readdir(root, { recursive: true })).toSorted()) {
    const path = join(root, name)
    if ((await stat(path)).isFile()) contents.set(name, await readFile(path, 'base64'))
  }
  return contents
}

describe('of the vaults kept as fixtures', () => {
  test('all are what test/fixtures/make-vaults.ts makes', async () => {
    const made = await mkdtemp(join(tmpdir(), 'holdfast-fixtures-'))
    await makeVaults(made)
    const [kept, anew] = await Promise.all([contentsOf(VAULTS), contentsOf(made)])
    await rm(made, { recursive: true })
    expect(kept).toEqual(anew)
  })

  test('the good one has no damage', async () => {
    const { checked, damage, notices } = await verifyFixture('good')
    expect({ damage, notices }).toEqual({ damage: [], notices: [] })
    expect(checked).toMatchObject({ manifests: 5, pointers: 3, blobs: 3, blobsRead: 3 })
  })

  test('the one with a missing blob names it and the point', async () => {
    const { damage } = await verifyFixture('blob-missing', {})
    expect(damage).toMatchObject([{ kind: 'blob-missing', key: LAYER, affects: [REPORT] }])
  })

  test('the one with a corrupt blob names it and the point, once its bytes are read', async () => {
    const { damage } = await verifyFixture('blob-corrupt')
    expect(damage).toMatchObject([{ kind: 'blob-corrupt', key: LAYER, affects: [REPORT] }])
    expect((await verifyFixture('blob-corrupt', {})).damage).toEqual([])
  })

  test('the one with a truncated manifest names it', async () => {
    const { damage } = await verifyFixture('manifest-truncated')
    expect(damage).toMatchObject([{ kind: 'manifest-invalid', key: REPORT, affects: [REPORT] }])
  })

  test('the one with a pointer to nothing names the pointer', async () => {
    const { damage } = await verifyFixture('pointer-to-nothing')
    expect(damage).toMatchObject([
      { kind: 'pointer-to-nothing', key: 'latest/123456789012/eu-west-1/function/hello.json' },
    ])
  })

  test('the one with foreign files has notices, and no damage', async () => {
    const { damage, notices } = await verifyFixture('foreign-file')
    expect(damage).toEqual([])
    expect(notices.map(({ kind, key }) => [kind, key])).toEqual([
      ['foreign-file', `${LAYER}.part`],
      ['foreign-file', 'notes.txt'],
    ])
  })

  test('the one of a newer format is refused, naming both formats', async () => {
    const refused = verifyFixture('newer-format')
    await expect(refused).rejects.toThrow(VaultFormatError)
    await expect(refused).rejects.toThrow(/format 2; .* up to 1/)
  })
})
