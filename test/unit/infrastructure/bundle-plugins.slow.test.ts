import { readFile } from 'node:fs/promises'
import { describe, expect, test } from '@jest/globals'
import { build } from 'esbuild'
import plugins, { inlineKeys } from '../../../infrastructure/bundle-plugins.mjs'

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
