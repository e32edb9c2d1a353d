import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { exportFunction } from '../../../shared/export/export-function.ts'
import type { ExportFormat, ExportOptions } from '../../../shared/export/exported.ts'
import type { FunctionPoint } from '../../../shared/model/manifest.ts'
import { blobRef } from '../../fakes/points.ts'
import { RICH_POINT, RICH_SECRETS, richPoint } from '../../fakes/rich-point.ts'

/** Something of a template by the names that lead to it. */
type Tree = { readonly [name: string]: Tree }

function exported(
  format: ExportFormat,
  point: FunctionPoint = RICH_POINT,
  options: Partial<ExportOptions> = {},
) {
  const { files, notes } = exportFunction(point, { format, showSecrets: false, withRole: false, ...options })
  const texts = files.flatMap(({ path, content }) =>
    'text' in content ? [[path, content.text] as const] : [],
  )
  return { files, notes, text: Object.fromEntries(texts) }
}

function template(...args: Parameters<typeof exported>): Tree {
  return parse(exported(...args).text['template.yaml'] ?? '', { version: '1.1' }) as Tree
}

function terraform(point?: FunctionPoint, options?: Partial<ExportOptions>): Tree {
  return JSON.parse(exported('terraform', point, options).text['main.tf.json'] ?? '') as Tree
}

describe('a function as a template of CloudFormation', () => {
  test('is written out', () => {
    expect(exported('cloudformation').text['template.yaml']).toMatchSnapshot()
  })

  test('has its packages beside it, under names that change with their bytes', () => {
    const { files } = exported('cloudformation')
    expect(files.filter(({ content }) => 'blob' in content)).toEqual([
      { path: expect.stringMatching(/^code-[0-9a-f]{12}\.zip$/), content: { blob: blobRef('code') } },
      {
        path: expect.stringMatching(/^layers\/money-3-[0-9a-f]{12}\.zip$/),
        content: { blob: blobRef('layer') },
      },
    ])
  })

  test('makes the role from the point when it is asked to, under a name of its own', () => {
    const { Resources } = template('cloudformation', RICH_POINT, { withRole: true })
    expect(Resources?.['Role']?.['Properties']).toMatchObject({
      Path: '/service/',
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      Policies: [{ PolicyName: 'own' }],
    })
    expect(Resources?.['Role']?.['Properties']).not.toHaveProperty('RoleName')
    expect(Resources?.['Function']?.['Properties']?.['Role']).toEqual({ 'Fn::GetAtt': ['Role', 'Arn'] })
  })

  test('gives each variable a parameter of its own, though names differ only in what parameters cannot say', () => {
    const { configuration } = RICH_POINT.content
    const Variables = { A_B: '1', AB: '2', A__B: '3' }
    const point = richPoint({ configuration: { ...configuration, Environment: { Variables } } })
    const { Parameters, Resources } = template('cloudformation', point)
    const used = Resources?.['Function']?.['Properties']?.['Environment']?.['Variables'] as unknown
    const names = Object.values(used as Record<string, { Ref: string }>).map(({ Ref }) => Ref)
    expect(new Set(names).size).toBe(3)
    expect(Object.keys(Parameters ?? {})).toEqual(expect.arrayContaining(names))
  })

  test('names the image of a function that is one', () => {
    const { configuration, ...rest } = RICH_POINT.content
    const image = { type: 'image', uri: 'r.dkr.ecr/a:1', resolvedUri: 'r.dkr.ecr/a@sha256:1' } as const
    const point = richPoint({
      ...rest,
      configuration: {
        ...configuration,
        PackageType: 'Image',
        Layers: [],
        ImageConfigResponse: { ImageConfig: { Command: ['a'] } },
      },
      code: image,
    })
    const made = template('cloudformation', point)['Resources']?.['Function']?.['Properties']
    expect(made).toMatchObject({
      Code: { ImageUri: 'r.dkr.ecr/a@sha256:1' },
      ImageConfig: { Command: ['a'] },
    })
    expect(template('cloudformation', point)['Parameters']).not.toHaveProperty('ArtifactBucket')
  })

  test('says servers of Kafka in its own words', () => {
    const SelfManagedEventSource = { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ['a:9092'] } }
    const mapping = { UUID: '1', SelfManagedEventSource, Topics: ['t'], State: 'Enabled' }
    const { Resources } = template('cloudformation', richPoint({ eventSourceMappings: [mapping] }))
    expect(Resources?.['Mapping1']?.['Properties']).toMatchObject({
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['a:9092'] } },
    })
  })
})

describe('a function as a template of SAM', () => {
  test('has resources of SAM for what it uploads', () => {
    const { Resources, Parameters, Transform } = template('sam')
    expect(Transform).toBe('AWS::Serverless-2016-10-31')
    expect(Resources?.['Function']).toMatchObject({
      Type: 'AWS::Serverless::Function',
      Properties: {
        CodeUri: expect.stringMatching(/^\.\/code-/),
        Tags: { team: 'orders' },
        Tracing: 'Active',
        DeadLetterQueue: { Type: 'SQS' },
      },
    })
    const layers = Object.values(Resources ?? {}).filter((one) =>
      JSON.stringify(one['Type']).includes('LayerVersion'),
    )
    expect(layers).toMatchObject([
      { Properties: { ContentUri: expect.stringMatching(/^\.\/layers\/money-3-/) } },
    ])
    expect(Parameters).not.toHaveProperty('ArtifactBucket')
  })
})

describe('a function as a configuration of Terraform', () => {
  test('is written out', () => {
    expect(exported('terraform', RICH_POINT, { withRole: true }).text['main.tf.json']).toMatchSnapshot()
  })

  test('evaluates nothing that was a text', () => {
    const { resource } = terraform(RICH_POINT, { showSecrets: true })
    expect(resource?.['aws_lambda_function']?.['function']?.['environment']?.['variables']).toEqual({
      DATABASE_PASSWORD: 'hunter2-secret',
      STAGE_2: 'live $${x}',
    })
  })

  test('names only resources and variables that it has', () => {
    const configuration = terraform(RICH_POINT, { withRole: true })
    const text = JSON.stringify(configuration)
    const named = [...text.matchAll(/(?<!\$)\$\{(aws_\w+)\.([\w-]+)\.\w+\}/g)]
    const known = named.filter(
      ([, type = '', name = '']) => configuration['resource']?.[type]?.[name] !== undefined,
    )
    expect(named.length).toBeGreaterThan(10)
    expect(known).toHaveLength(named.length)
    for (const [, name = ''] of text.matchAll(/\$\{var\.(\w+)\}/g))
      expect(configuration['variable']).toHaveProperty(name)
  })
})

describe('an export of any format', () => {
  test.each(['cloudformation', 'sam', 'terraform'] as const)(
    '%s holds no environment value unless asked',
    (format) => {
      const values = Object.values(RICH_SECRETS)
      const hidden = Object.values(exported(format).text).join('\n')
      for (const value of values) expect(hidden).not.toContain(value)
      const shown = Object.values(exported(format, RICH_POINT, { showSecrets: true }).text).join('\n')
      expect(shown).toContain(RICH_SECRETS.DATABASE_PASSWORD)
    },
  )

  test('says on its page how it is deployed, and what it cannot bring back', () => {
    const { notes, text } = exported('cloudformation')
    const page = text['README.md'] ?? ''
    expect(notes).toMatchSnapshot()
    for (const note of notes) expect(page).toContain(`- ${note}`)
    expect(page).toContain('EnvironmentDATABASEPASSWORD=VALUE')
  })

  test('says when the code is missing, and why', () => {
    const gaps = [{ part: 'code', reason: 'key-denied', message: '' } as const]
    const { notes } = exported('cloudformation', { ...richPoint({ code: undefined }), gaps })
    expect(notes).toEqual(
      expect.arrayContaining([
        'code is missing from the point (key-denied).',
        'The code could not be read when the point was taken, and is missing.',
      ]),
    )
  })

  test('stays inside its folder whatever a layer is called', () => {
    const arn = 'arn:aws:lambda:eu-west-1:111122223333:layer:../../evil:3'
    const layers = [{ arn, description: {}, blob: blobRef('layer') }]
    const { files } = exported('zip', richPoint({ layers }))
    expect(files.map(({ path }) => path)).toEqual([
      'point.json',
      expect.stringMatching(/^code-/),
      expect.stringMatching(/^versions\/2-/),
      expect.stringMatching(/^layers\/[^/]+\/[^/]+\/evil-3-/),
      'README.md',
    ])
    expect(files.every(({ path }) => !path.split('/').includes('..'))).toBe(true)
  })
})
