import { ACCOUNT } from '../account.ts'
import type { GeneratedBytes } from './generated-bytes.ts'
import { generatedBytes } from './generated-bytes.ts'

/** A function of a generated fleet: with a policy and a role of its own; without versions, aliases, URLs or layers. */
export interface FleetFunction {
  readonly name: string
  readonly region: string
  /** Changes with every change, of code or configuration. */
  readonly revision: number
  readonly code: GeneratedBytes
}

/** Functions by region and name; the bench may replace one at any time. */
export class Fleet {
  readonly #regions = new Map<string, Map<string, FleetFunction>>()

  get regions(): readonly string[] {
    return [...this.#regions.keys()]
  }

  put(fleetFunction: FleetFunction): void {
    const { region, name } = fleetFunction
    const functions = this.#regions.get(region) ?? new Map<string, FleetFunction>()
    this.#regions.set(region, functions.set(name, fleetFunction))
  }

  /** All functions of a region, in order of name. */
  list(region: string): readonly FleetFunction[] {
    return [...(this.#regions.get(region)?.values() ?? [])]
  }

  find(region: string, name: string): FleetFunction | undefined {
    return this.#regions.get(region)?.get(name)
  }
}

export interface FleetSize {
  readonly regions: readonly string[]
  /** Functions in each region. */
  readonly functions: number
  /** Bytes of each package. */
  readonly codeSize: number
}

/** A fleet whose every function has code of its own. */
export function generateFleet({ regions, functions, codeSize }: FleetSize): Fleet {
  const fleet = new Fleet()
  for (const region of regions) {
    for (let number = 0; number < functions; number += 1) {
      const name = `fleet-${String(number).padStart(5, '0')}`
      fleet.put({ name, region, revision: 1, code: generatedBytes(`${region}/${name}`, codeSize) })
    }
  }
  return fleet
}

export function arnOf({ region, name }: Pick<FleetFunction, 'region' | 'name'>): string {
  return `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`
}
