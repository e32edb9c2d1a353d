import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { packageService } from '../../local/package.ts'
import { PACKAGE } from '../../local/places.ts'
import { FACTS_KINDS } from '../../shared/triggers/find-facts.ts'
import { TRIGGER_KINDS } from '../../shared/triggers/find-kinds.ts'
import { unpack } from '../bench/unpack.ts'

/** What only the client of SNS says. */
const SNS = 'AmazonSimpleNotificationService'

let folder: string
beforeAll(async () => {
  await packageService()
  folder = await mkdtemp(join(tmpdir(), 'holdfast-bundles-'))
}, 60_000)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** The files of a packaged function, by path; and the handler's own. */
async function unpacked(name: string) {
  const place = join(folder, name)
  await unpack(join(PACKAGE, `${name}.zip`), place)
  const files = await readdir(join(place, 'functions'), { recursive: true, withFileTypes: true })
  return {
    paths: files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name)),
    own: await readFile(join(place, 'functions', `${name}.mjs`), 'utf8'),
  }
}

describe.each(['on-change', 'capture-shard'])('the zip of %s', (name) => {
  test('has every kind of trigger and every service that facts are read of', async () => {
    const { own } = await unpacked(name)
    const missing = [
      ...TRIGGER_KINDS.map((kind) => kind.name).filter((kind) => !own.includes(`name:"${kind}"`)),
      ...FACTS_KINDS.map(({ service }) => service).filter((one) => !own.includes(`service:"${one}"`)),
    ]
    expect(missing).toEqual([])
  })

  test('has the clients of triggers in files of their own, which a cold start does not read', async () => {
    const { paths, own } = await unpacked(name)
    const parts = paths.filter((path) => path.includes(`${name}.parts/`) && path.endsWith('.mjs'))
    const texts = await Promise.all(parts.map((path) => readFile(path, 'utf8')))
    expect(texts.filter((text) => text.includes(SNS))).not.toEqual([])
    expect(own).not.toContain(SNS)
  })

  test('has nothing of another function', async () => {
    const { paths } = await unpacked(name)
    expect(paths.filter((path) => !path.includes(`/functions/${name}.`))).toEqual([])
  })
})
