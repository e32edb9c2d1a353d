import { describe, expect, test } from '@jest/globals'
import { SchemasClient } from '@aws-sdk/client-schemas'
import { testEventsWriter } from '../../../shared/aws/test-events-writer.ts'
import { testEventCalls } from '../../../shared/aws/test-events.ts'
import { awsError, canned } from './canned-client.ts'

const SCHEMA = { RegistryName: 'lambda-testevent-schemas', SchemaName: '_orders-schema' }
const EVENTS = { type: 'OpenApi3', content: '{"components":{}}' }

/** A registry that answers each command in turn, the last answer again and again. */
function registry(answers: Readonly<Record<string, readonly (object | Error)[]>>) {
  const left = new Map(Object.entries(answers).map(([command, all]) => [command, [...all]]))
  const { client, sent } = canned(new SchemasClient({ region: 'eu-west-1' }), (command) => {
    const all = left.get(command) ?? []
    const found = all.length > 1 ? all.shift() : all[0]
    if (found === undefined || found instanceof Error) throw found ?? new Error(`nothing answers ${command}`)
    return found
  })
  const open = () => Promise.resolve(client)
  const commands = () => sent.map(({ command }) => command)
  return { ...testEventCalls(open), ...testEventsWriter(open), sent, commands }
}

const missing = () => awsError('NotFoundException', 404)

describe('the events that a function is tried with', () => {
  test('are the schema that Lambda keeps them in, one version of it if asked', async () => {
    const answer = { Content: EVENTS.content, Type: 'OpenApi3', SchemaVersion: '3' }
    const api = registry({ DescribeSchema: [answer] })
    expect(await api.getTestEvents('orders')).toEqual({ ...EVENTS, version: '3' })
    await api.getTestEvents('orders', '2')
    expect(api.sent.map(({ input }) => input)).toEqual([
      { ...SCHEMA, SchemaVersion: undefined },
      { ...SCHEMA, SchemaVersion: '2' },
    ])
  })

  test('are none where there is no schema, or no registry', async () => {
    expect(await registry({ DescribeSchema: [missing()] }).getTestEvents('orders')).toBeUndefined()
  })

  test('get a new version', async () => {
    const api = registry({ UpdateSchema: [{ SchemaVersion: '4' }] })
    await api.putTestEvents('orders', EVENTS)
    expect(api.sent).toEqual([
      {
        command: 'UpdateSchema',
        input: expect.objectContaining({ ...SCHEMA, Type: 'OpenApi3', Content: EVENTS.content }),
      },
    ])
  })

  test('get a schema, and a registry, where there is none', async () => {
    const api = registry({
      UpdateSchema: [missing()],
      CreateSchema: [missing(), { SchemaVersion: '1' }],
      CreateRegistry: [awsError('ConflictException', 409)],
    })
    await api.putTestEvents('orders', EVENTS)
    expect(api.commands()).toEqual(['UpdateSchema', 'CreateSchema', 'CreateRegistry', 'CreateSchema'])
  })

  test('are not made where the registry cannot be', async () => {
    const api = registry({
      UpdateSchema: [missing()],
      CreateSchema: [missing()],
      CreateRegistry: [awsError('ForbiddenException', 403)],
    })
    await expect(api.putTestEvents('orders', EVENTS)).rejects.toMatchObject({ name: 'AccessDeniedError' })
  })

  test('are deleted, and deleting them again is no error', async () => {
    const api = registry({ DeleteSchema: [{}, missing()] })
    await api.deleteTestEvents('orders')
    await expect(api.deleteTestEvents('orders')).resolves.toBeUndefined()
  })
})
