import { InvalidArgumentError, Option } from 'commander'
import { isPointOf } from '../shared/model/manifest.ts'
import type { Manifest } from '../shared/model/manifest.ts'
import type { PlacementSelector } from '../shared/zones/placement.ts'
import { ZoneType, matchesPlacement } from '../shared/zones/placement.ts'
import { severalOf } from './options.ts'

/** Options that select functions by where they are; all that are given must match. */
export function placementOptions(): readonly Option[] {
  const several = (flags: string, description: string, read: (text: string) => string) =>
    new Option(flags, description).argParser(severalOf(read))
  return [
    several(
      '--az <zone>',
      'only functions with a subnet in this availability, Local or Wavelength Zone',
      text,
    ),
    several(
      '--zone-type <type>',
      `only functions in this kind of zone: ${ZoneType.options.join(', ')}`,
      zoneType,
    ),
    several('--subnet <id>', 'only functions in this subnet', text),
    several('--vpc <id>', 'only functions in this VPC', text),
  ]
}

/** Whether a manifest is of a function that is where a selector asks for; a record of deletion is nowhere. */
export function isPlaced(selector: PlacementSelector, manifest: Manifest): boolean {
  return isPointOf('function', manifest) && matchesPlacement(selector, manifest.content.placement)
}

function text(value: string): string {
  if (value !== '') return value
  throw new InvalidArgumentError('It must not be empty.')
}

function zoneType(value: string): string {
  if (ZoneType.safeParse(value).success) return value
  throw new InvalidArgumentError(`It must be one of ${ZoneType.options.join(', ')}.`)
}
