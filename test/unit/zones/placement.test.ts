import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { PlacementSelector, matchesPlacement } from '../../../shared/zones/placement.ts'

const subnet = (id: string, az: string, zoneType: string) => ({
  SubnetId: id,
  VpcId: 'vpc-1',
  AvailabilityZone: az,
  AvailabilityZoneId: `${az}-id`,
  ZoneType: zoneType,
})
const IRELAND = [
  subnet('subnet-a', 'eu-west-1a', 'availability-zone'),
  subnet('subnet-b', 'eu-west-1b', 'availability-zone'),
]
const LOS_ANGELES = [subnet('subnet-l', 'us-west-2-lax-1a', 'local-zone')]
const BERLIN = [subnet('subnet-w', 'eu-central-1-wl1-ber-wlz-1', 'wavelength-zone')]
const FACTORY = [
  { ...subnet('subnet-o', 'eu-west-1a', 'availability-zone'), OutpostArn: 'arn:aws:outposts:eu-west-1:1:x' },
]

describe('a placement selector', () => {
  test.each<[string, PlacementSelector, boolean[]]>([
    ['nothing: everything', {}, [true, true, true, true, true]],
    ['a zone by name', { az: ['eu-west-1b'] }, [true, false, false, false, false]],
    ['a zone by id', { az: ['us-west-2-lax-1a-id'] }, [false, true, false, false, false]],
    ['Local Zones', { zoneType: ['local-zone'] }, [false, true, false, false, false]],
    ['Wavelength Zones', { zoneType: ['wavelength-zone'] }, [false, false, true, false, false]],
    ['Outposts, which lie in a zone too', { zoneType: ['outpost'] }, [false, false, false, true, false]],
    [
      'availability zones, and no Outpost',
      { zoneType: ['availability-zone'] },
      [true, false, false, false, false],
    ],
    ['a subnet', { subnet: ['subnet-w', 'subnet-x'] }, [false, false, true, false, false]],
    ['a VPC', { vpc: ['vpc-1'] }, [true, true, true, true, false]],
    [
      'several members: all of them',
      { vpc: ['vpc-1'], az: ['eu-west-1a'] },
      [true, false, false, true, false],
    ],
  ])('asks for %s', (_what, selector, expected) => {
    const places = [IRELAND, LOS_ANGELES, BERLIN, FACTORY, []]
    expect(places.map((place) => matchesPlacement(selector, place))).toEqual(expected)
  })

  test('wants all its members of one and the same subnet', () => {
    expect(matchesPlacement({ subnet: ['subnet-a'], az: ['eu-west-1b'] }, IRELAND)).toBe(false)
  })

  test('does not match what could not be read, nor a function without a VPC', () => {
    expect(matchesPlacement({ vpc: ['vpc-1'] }, undefined)).toBe(false)
    expect(matchesPlacement({ vpc: ['vpc-1'] }, [])).toBe(false)
  })

  test('refuses an empty list and an unknown member: they would mean everything, or nothing, by mistake', () => {
    expect(PlacementSelector.safeParse({ az: [] }).success).toBe(false)
    expect(PlacementSelector.safeParse({ zone: ['eu-west-1a'] }).success).toBe(false)
    expect(PlacementSelector.safeParse({ zoneType: ['cloud'] }).success).toBe(false)
  })

  test('matches less, never more, with every further member', () => {
    const texts = (...values: [string, ...string[]]) =>
      fc.constantFrom<[string, ...string[]]>([values[0]], values)
    const selectors = fc.record(
      {
        az: texts('eu-west-1a', 'us-west-2-lax-1a'),
        vpc: texts('vpc-1', 'vpc-2'),
        subnet: texts('subnet-a'),
      },
      { requiredKeys: [] },
    )
    const places = fc.constantFrom(IRELAND, LOS_ANGELES, BERLIN, FACTORY, [])
    const property = fc.property(selectors, places, (selector, place) => {
      for (const member of Object.keys(selector) as (keyof typeof selector)[]) {
        const { [member]: _dropped, ...wider } = selector
        if (matchesPlacement(selector, place)) expect(matchesPlacement(wider, place)).toBe(true)
      }
    })
    fc.assert(property)
  })
})
