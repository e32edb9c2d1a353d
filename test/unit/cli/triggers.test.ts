import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  DISTRIBUTION,
  QUEUE,
  TOPIC,
  fleetVault,
  mapping,
  nothing,
  triggerFleet,
} from '../../fakes/trigger-fleet.ts'
import type { Printed } from './terminal.ts'
import { fakeWorld, holdfast } from './terminal.ts'

let world: ReturnType<typeof fakeWorld>

beforeAll(async () => {
  world = fakeWorld((await triggerFleet()).store)
})

function column(printed: Printed, list: string, member: string) {
  return (printed.json()[list] as Record<string, unknown>[]).map((row) => row[member])
}

describe('holdfast triggers', () => {
  test('lists triggers, mappings and associations at the edge, one line each', async () => {
    const { out, code } = await holdfast(world, 'triggers')
    expect(code).toBe(0)
    expect(out).toMatch(/^FUNCTION +ZONE +KIND +SOURCE +STATE +FILTER\n/)
    expect(out).toMatch(/^orders +eu-west-1 +event source mapping +arn:aws:sqs:\S+ +enabled$/m)
    expect(out).toMatch(
      /^orders:old +eu-west-1 +SNS subscription +arn:aws:sns:\S+ +enabled +\{"size":\["big"\]\}$/m,
    )
    expect(out).toMatch(/^orders +eu-west-1 +\S.* +arn:aws:events:\S+ +disabled +rate\(1 day\)$/m)
    expect(out).toMatch(
      /^headers:2 +us-east-1 +Lambda@Edge +arn:\S+E123 +enabled +viewer-request default behaviour$/m,
    )
    expect(out).toMatch(/^7 triggers in memory:$/m)
  })

  test('says of which functions it does not know everything', async () => {
    const { out } = await holdfast(world, 'triggers')
    expect(out).toContain('There may be more: 1 part could not be read, of mailer.')
    expect(out).toContain('Captured before triggers were: ancient.')
    const printed = await holdfast(world, 'triggers', '--json')
    expect(printed.json()).toMatchObject({
      unread: [{ function: { name: 'mailer' }, gaps: [{ reason: 'access-denied' }] }],
      notCaptured: [{ name: 'ancient' }],
    })
  })

  test.each([
    [['--source', TOPIC], [TOPIC]],
    [['--source', 'arn:aws:sqs:*'], [QUEUE]],
    [
      ['--zone', 'us-east-1'],
      [DISTRIBUTION, DISTRIBUTION],
    ],
    [
      ['--zone', 'edge'],
      [DISTRIBUTION, DISTRIBUTION],
    ],
    [['--source', TOPIC.slice(0, -1)], []],
  ])('is narrowed by %j', async (options, sources) => {
    const printed = await holdfast(world, 'triggers', '--json', ...options)
    expect(column(printed, 'triggers', 'source')).toEqual(sources)
    expect(printed.code).toBe(sources.length === 0 ? 4 : 0)
  })

  test('does not say of a mapping that is being switched that it is on or off', async () => {
    const { store, put } = fleetVault()
    const { State: _state, ...unsettled } = mapping('1', QUEUE, '', 'a')
    await put({ name: 'a', content: { ...nothing(), eventSourceMappings: [unsettled] } })
    const { out } = await holdfast(fakeWorld(store), 'triggers')
    expect(out).toMatch(/^a +eu-west-1 +event source mapping +\S+ +unknown$/m)
    const shown = await holdfast(fakeWorld(store), 'show', 'a')
    expect(shown.out).toContain(`${QUEUE}  (neither on nor off yet)`)
  })

  test('shows no control characters of a source', async () => {
    const { store, put } = fleetVault()
    const trigger = { kind: 'unknown', source: 'evil\u001b[2J', invokes: 'x', settings: {} }
    await put({ name: 'a', content: { ...nothing(), triggers: [trigger] } })
    expect((await holdfast(fakeWorld(store), 'triggers')).out).toContain('evil\\u001b[2J')
  })
})

describe('holdfast triggers --orphans', () => {
  test('lists what is left over, and ends with 3', async () => {
    const { out, code } = await holdfast(world, 'triggers', '--orphans')
    expect(code).toBe(3)
    expect(out).toMatch(
      /^orders +eu-west-1 +source is gone +arn:aws:s3:::gone-bucket .*aliases\/live\/policy\/gone\)$/m,
    )
    expect(out).toMatch(/^orders +eu-west-1 +permission unused +arn:aws:sns:\S+:idle /m)
    expect(out).toMatch(/^orders +eu-west-1 +disabled +arn:aws:kinesis:/m)
    expect(out).toMatch(
      /^bill +eu-west-1 +function is gone +arn:aws:sns:\S+ +2026-11-20 10:00:00Z +The function was/m,
    )
    expect(out).toContain('6 things left over')
  })

  test('gives programs what, why and since when', async () => {
    const printed = await holdfast(world, 'triggers', '--orphans', '--json', '--source', 'arn:aws:s3*')
    expect(printed.json()).toMatchObject({
      ok: false,
      orphans: [
        {
          type: 'source-gone',
          knownAt: '2026-11-20T10:00:00.000Z',
          statements: ['policy/gone', expect.any(String)],
        },
      ],
    })
  })

  test('ends with 0 when nothing is left over, and with 3 when that cannot be told', async () => {
    const { store, put } = fleetVault()
    await put({ name: 'a', content: nothing() })
    const clean = await holdfast(fakeWorld(store), 'triggers', '--orphans')
    expect(clean).toMatchObject({ code: 0, out: 'Nothing is left over, by the newest points in memory:.\n' })
    await put({
      name: 'b',
      content: nothing(),
      gaps: [{ part: 'policy', reason: 'access-denied', message: '' }],
    })
    expect((await holdfast(fakeWorld(store), 'triggers', '--orphans')).code).toBe(3)
  })

  test('ends with 4 when the vault knows no function there', async () => {
    expect((await holdfast(world, 'triggers', '--orphans', '--zone', 'eu-west-3')).code).toBe(4)
  })
})

describe('holdfast graph', () => {
  test('prints a flowchart for Mermaid unless told otherwise', async () => {
    const { out, code } = await holdfast(world, 'graph')
    expect(code).toBe(0)
    expect(out).toMatch(/^flowchart LR\n/)
    expect(out).toContain('|"SNS subscription"|')
  })

  test('prints a graph for Graphviz', async () => {
    const { out } = await holdfast(world, 'graph', '--format', 'dot', '--function', 'orders')
    expect(out).toMatch(/^digraph holdfast \{\n/)
    expect(out).not.toContain('mailer')
  })

  test('gives programs nodes and edges beside the text', async () => {
    const printed = await holdfast(world, 'graph', '--json', '--function', 'mailer')
    expect(printed.json()).toMatchObject({
      format: 'mermaid',
      nodes: [{ label: ['mailer', 'lambda'] }, { label: ['orders', 'sns'], presence: 'unknown' }],
      edges: [{ label: 'not known', disabled: true }],
    })
  })

  test('says that there is no such function, and ends with 4', async () => {
    const { out, err, code } = await holdfast(world, 'graph', '--function', 'nobody', '--zone', 'us-east-1')
    expect({ out, code }).toEqual({ out: '', code: 4 })
    expect(err).toContain('no function nobody in zone us-east-1 is in memory:.')
  })
})

describe('the tree of holdfast show', () => {
  test('draws what wakes a function and what it needs, with states and filters', async () => {
    const { out } = await holdfast(world, 'show', 'orders')
    const tree = out.slice(out.indexOf('\norders\n') + 1, out.indexOf('\n\nconfiguration'))
    expect(tree).toMatchSnapshot()
  })

  test('stands for the members that it draws', async () => {
    const { out } = await holdfast(world, 'show', 'orders')
    expect(out).not.toMatch(/^(?:triggers|sources|references)$/m)
    expect(out).toMatch(/^eventSourceMappings$/m)
    const printed = await holdfast(world, 'show', 'orders', '--json')
    expect(printed.json()).toMatchObject({ point: { content: { triggers: expect.any(Array) } } })
  })

  test('says at its place what could not be read', async () => {
    const { out } = await holdfast(world, 'show', 'mailer')
    expect(out).toMatch(
      /├─ triggers\n│ {2}├─ policy\/topic lets in {2}arn:\S+ {2}\(not known whether it exists\)\n/,
    )
    expect(out).toMatch(/│ {2}└─ could not be read: triggers\/sns-subscription\/arn:\S+ \(access-denied\)\n/)
  })

  test('says that a point is older than the capture of triggers', async () => {
    const { out } = await holdfast(world, 'show', 'ancient')
    expect(out).toContain('├─ triggers: not captured when the point was taken\n')
  })

  test('has the edge for a function that can run there, and for no other', async () => {
    const { out } = await holdfast(world, 'show', 'headers')
    expect(out).toMatch(
      /├─ at the edge\n│ {2}└─ Lambda@Edge {2}arn:\S+E123 {2}\(invokes 2\)\n│ {5}└─ viewer-request/,
    )
    expect((await holdfast(world, 'show', 'orders')).out).not.toContain('at the edge')
  })
})
