import { readFile, readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import * as z from 'zod'
import { LONGEST_STACK_NAME, ROLE_NAME, UNIQUE_PART } from '../../infrastructure/stack-name.ts'
import { ofType, packagedTemplate } from './packaged-template.ts'

const ROOT = new URL('../../', import.meta.url)
const Service = z.object({
  functions: z.record(
    z.string(),
    z.object({
      name: z.string(),
      handler: z.string(),
      role: z.string(),
      environment: z.looseObject({ AWS_SDK_UA_APP_ID: z.string() }),
    }),
  ),
})
const Packaged = z.object({
  service: z.object({
    provider: z.object({
      stackParameters: z.array(z.object({ ParameterKey: z.string(), ParameterValue: z.string() })),
    }),
  }),
})

let service: z.infer<typeof Service>
let files: string[]
beforeAll(async () => {
  service = Service.parse(await readYaml('serverless.yml'))
  files = (await readdir(new URL('functions/', ROOT))).map((file) => basename(file, '.ts'))
})

/** Of CloudFormation's short forms (`!Ref`) only the argument is kept. */
async function readYaml(path: string): Promise<unknown> {
  return parse(await readFile(new URL(path, ROOT), 'utf8'), { logLevel: 'error' })
}

/** `on-change` -> `OnChange`. */
const pascal = (name: string) => name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())

describe('each parameter of the stack', () => {
  test('can be given to `serverless deploy`, with the same default', async () => {
    const { Parameters } = await packagedTemplate()
    const state = await readFile(new URL('.serverless/serverless-state.json', ROOT), 'utf8')
    const { service } = Packaged.parse(JSON.parse(state))
    const expected = Object.entries(Parameters as Record<string, { readonly Default: string | number }>).map(
      ([ParameterKey, { Default }]) => ({ ParameterKey, ParameterValue: String(Default) }),
    )
    expect(expected.length).toBeGreaterThan(15)
    expect(service.provider.stackParameters).toEqual(expected)
  }, 60_000)
})

test('no name of a role is so long that CloudFormation cuts the stack’s name in it, which policies go by', async () => {
  const roles = ofType(await packagedTemplate(), 'AWS::IAM::Role')
  expect(roles.length).toBeGreaterThan(20)
  for (const [id, { Properties }] of roles) {
    const name = `${'s'.repeat(LONGEST_STACK_NAME)}-${id}-${'u'.repeat(UNIQUE_PART)}`
    expect([id, name.length <= ROLE_NAME, Properties['RoleName']]).toEqual([id, true, undefined])
  }
}, 60_000)

describe('each function', () => {
  test('has a file of its own name, and each file is deployed', () => {
    expect(Object.keys(service.functions).toSorted()).toEqual(files.toSorted())
  })

  test('has handler, role and name for AWS after its own name', () => {
    for (const [name, settings] of Object.entries(service.functions)) {
      expect(settings).toMatchObject({
        name: `\${self:provider.stackName}-${name}`,
        handler: `functions/${name}.handler`,
        role: `${pascal(name)}Role`,
        environment: { AWS_SDK_UA_APP_ID: `holdfast-${name}` },
      })
    }
  })
})
