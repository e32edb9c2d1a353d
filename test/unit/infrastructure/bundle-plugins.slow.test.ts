import { readFile, readdir } from 'node:fs/promises'
import { describe, expect, test } from '@jest/globals'
import { build } from 'esbuild'
import plugins, { inlineKeys, writtenOut } from '../../../infrastructure/bundle-plugins.mjs'
import { TRIGGER_PATTERNS } from '../../../shared/zones/trigger-patterns.ts'

describe('the schemas of the SDK in a bundle', () => {
  test('have the names of their members written out, and nothing else changed', () => {
    const source = 'const _hQ = "httpQuery";\nexport var A$ = [3, { [_hQ]: _M, [_other]: 1 }, list[_hQ]];\n'
    expect(inlineKeys(source)).toBe(
      'const _hQ = "httpQuery";\nexport var A$ = [3, { "httpQuery": _M, [_other]: 1 }, list[_hQ]];\n',
    )
  })

  test('have no computed name left in any client that the product uses', async () => {
    for (const client of ['ec2', 'lambda', 's3', 'cloudfront', 'iam', 'sqs']) {
      const file = `node_modules/@aws-sdk/client-${client}/dist-es/schemas/schemas_0.js`
      expect(inlineKeys(await readFile(file, 'utf8'))).not.toMatch(/[{,] ?\[_\w+\]:/)
    }
  })

  test('are left out when no call needs them', async () => {
    const contents =
      "import { DescribeRegionsCommand } from '@aws-sdk/client-ec2'; console.log(DescribeRegionsCommand)"
    const bundle = async (chosen: typeof plugins) => {
      const stdin = { contents, resolveDir: process.cwd() }
      const { outputFiles } = await build({
        stdin,
        plugins: chosen,
        write: false,
        bundle: true,
        format: 'esm',
        platform: 'node',
        mainFields: ['module', 'main'],
      })
      return outputFiles[0]!.contents.length
    }
    const [plain, shaken] = await Promise.all([bundle([]), bundle(plugins)])
    expect(shaken).toBeLessThan(plain / 2)
  })
})

describe('what is found in folders', () => {
  const inputsOf = async (entry: string) => {
    const { metafile } = await build({
      entryPoints: [entry],
      plugins,
      external: ['@aws-sdk/*'],
      metafile: true,
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'node',
      mainFields: ['module', 'main'],
    })
    return Object.keys(metafile.inputs)
  }
  const filesOf = async (folder: string) =>
    (await readdir(folder)).filter((file) => file.endsWith('.ts')).map((file) => `${folder}/${file}`)

  test.each(['kinds', 'facts'])('is in a bundle whole: %s', async (folder) => {
    const files = await filesOf(`shared/triggers/${folder}`)
    expect(files).not.toEqual([])
    expect(await inputsOf(`shared/triggers/find-${folder}.ts`)).toEqual(expect.arrayContaining(files))
  })

  test('is not in the bundle of who makes forwarding rules, though its patterns are', async () => {
    const inputs = await inputsOf('shared/zones/forwarding.ts')
    expect(inputs).toContain('shared/zones/trigger-patterns.ts')
    expect(inputs.filter((input) => input.includes('/kinds/'))).toEqual([])
    const { outputFiles } = await build({
      entryPoints: ['shared/zones/trigger-patterns.ts'],
      plugins,
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'node',
    })
    const bundled = (await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]!.text)}`)) as {
      readonly TRIGGER_PATTERNS: unknown
    }
    expect(bundled.TRIGGER_PATTERNS).toEqual(TRIGGER_PATTERNS)
  })

  test('is written out as imports, in order of name', () => {
    const found = { folder: 'kinds', list: 'TRIGGER_KINDS', member: 'kind' }
    expect(writtenOut(found, ['b.ts', 'a.ts', 'notes.md'])).toBe(
      "import { kind as found0 } from './kinds/a.ts'\nimport { kind as found1 } from './kinds/b.ts'\nexport const TRIGGER_KINDS = [found0, found1]\n",
    )
  })
})

describe('the backup plans in a bundle', () => {
  test('are those of the file, and neither it nor its parser is needed any more', async () => {
    const { metafile, outputFiles } = await build({
      entryPoints: ['shared/runtime/deployed-plans.ts'],
      plugins,
      metafile: true,
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'node',
    })
    expect(Object.keys(metafile.inputs)).toEqual(['shared/runtime/deployed-plans.ts'])
    const bundled = (await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]!.text)}`)) as {
      readonly DEPLOYED_PLANS: unknown
    }
    const { DEPLOYED_PLANS } = await import('../../../shared/runtime/deployed-plans.ts')
    expect(bundled.DEPLOYED_PLANS).toEqual(DEPLOYED_PLANS)
    expect(DEPLOYED_PLANS.plans).not.toEqual({})
  })
})
