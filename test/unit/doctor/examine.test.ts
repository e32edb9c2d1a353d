import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError } from '../../../shared/errors.ts'
import { checkPermissions } from '../../../shared/doctor/check-permissions.ts'
import { checkClock } from '../../../shared/doctor/check-clock.ts'
import { checkTrail } from '../../../shared/doctor/check-trail.ts'
import { checkVault } from '../../../shared/doctor/check-vault.ts'
import { examine } from '../../../shared/doctor/examine.ts'
import { ok } from '../../../shared/doctor/finding.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'

const PLACE = { check: 'trail', zone: 'eu-west-1' } as const
const well = { ...PLACE, look: async () => [ok(PLACE, 'well')] }

describe('an examination', () => {
  test('takes what cannot be looked at for unknown, with its reason, and goes on', async () => {
    const denied = { ...PLACE, look: () => Promise.reject(new AccessDeniedError('DescribeTrails: denied')) }
    expect((await examine([denied, well])).map(({ state, what }) => [state, what])).toEqual([
      ['unknown', 'Could not be looked at: DescribeTrails: denied'],
      ['ok', 'well'],
    ])
  })

  test('throws a defect of its own', async () => {
    const broken = { ...PLACE, look: () => Promise.reject(new TypeError('a defect')) }
    await expect(examine([well, broken])).rejects.toThrow(TypeError)
  })

  test('tells how far it is', async () => {
    const seen: string[] = []
    await examine([well, well], (done, total) => seen.push(`${done}/${total}`))
    expect(seen).toEqual(['1/2', '2/2'])
  })
})

describe('permissions', () => {
  const captor = {
    principalArn: 'arn:aws:iam::123456789012:user/ann',
    zone: 'us-east-1',
    region: 'us-east-1',
  }
  const grants = [
    { resource: '*', actions: ['ec2:DescribeSubnets'] },
    { resource: 'arn:f', actions: ['lambda:GetFunction', 'lambda:GetPolicy'] },
  ]

  test('are asked for each resource in the region, and the denied ones named', async () => {
    const asked: string[] = []
    const api = {
      simulate: async ({ resource, region }: { resource: string; region: string }) => {
        asked.push(`${resource} ${region}`)
        return resource === 'arn:f' ? ['lambda:GetPolicy'] : []
      },
    }
    const [finding] = await checkPermissions(api, captor, grants)
    expect(asked).toEqual(['* us-east-1', 'arn:f us-east-1'])
    expect(finding?.what).toContain('may not: lambda:GetPolicy.')
  })

  test('are tried when IAM may not be asked, if that is possible; otherwise they are unknown', async () => {
    const api = { simulate: () => Promise.reject(new AccessDeniedError('denied')) }
    const probe = async () => [ok({ check: 'permissions', zone: 'us-east-1' } as const, 'tried')]
    expect(await checkPermissions(api, captor, grants, probe)).toMatchObject([{ what: 'tried' }])
    expect(await checkPermissions(api, captor, grants)).toMatchObject([{ state: 'unknown' }])
  })
})

test('the clock is compared with AWS’s in the middle of the call', async () => {
  const times = [new Date('2026-11-21T12:00:00Z'), new Date('2026-11-21T12:04:00Z')]
  const clock = { now: () => times.shift()! }
  const door = { readServiceTime: async () => new Date('2026-11-21T12:00:30Z') }
  const [finding] = await checkClock('eu-west-1', door, clock)
  expect(finding?.what).toBe('The clock of this machine is 90 s ahead of AWS.')
})

test('the edge needs a trail in us-east-1 that records global services', async () => {
  const asked: string[] = []
  const trail = { name: 'audit', arn: 'arn:audit', homeRegion: 'eu-west-1', organization: false }
  const openTrails = (globalEvents: boolean) => (region: string) => ({
    listTrails: async () => {
      asked.push(region)
      return [{ ...trail, globalEvents }]
    },
    isLogging: async () => true,
    readSelectors: async () => ({
      basic: [{ managementEvents: true, writes: true, excludedSources: [] }],
      advanced: [],
    }),
  })
  const look = (globalEvents: boolean) =>
    checkTrail({ openTrails: openTrails(globalEvents) }, 'edge', { stackName: 's', hub: 'eu-west-1' })
  expect(await look(true)).toMatchObject([{ state: 'ok', zone: 'edge' }])
  expect(await look(false)).toMatchObject([{ state: 'problem' }])
  expect(asked).toEqual(['us-east-1', 'us-east-1'])
})

describe('the vault', () => {
  test('that is not there yet is a warning, and looking begins none', async () => {
    const store = createMemoryStore()
    expect(await checkVault('eu-west-1', store)).toMatchObject([
      { state: 'warning', mend: `npx holdfast backup --vault ${store.url}` },
    ])
    expect(store.objects.size).toBe(0)
  })

  test('in a format that is not known is a problem', async () => {
    const store = createMemoryStore()
    const body = Buffer.from('{"format":99}')
    await store.write('vault.json', body, { size: body.length, condition: 'absent' })
    expect(await checkVault('eu-west-1', store)).toMatchObject([{ state: 'problem' }])
  })
})
