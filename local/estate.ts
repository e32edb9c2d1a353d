import type { Clients } from './clients.ts'
import { createFunction } from './estate/create-function.ts'
import { estateFunctions } from './estate/functions.ts'
import { publishLayers } from './estate/layers.ts'
import { createSurroundings } from './estate/surroundings.ts'

/** The sample estate, once created. */
export interface Estate {
  /** Names of its functions. */
  readonly functions: readonly string[]
}

/** Creates the sample estate through the gateway, so that each call is seen like a customer's. */
export async function createEstate(clients: Clients): Promise<Estate> {
  const [around, layers] = await Promise.all([createSurroundings(clients), publishLayers(clients)])
  const specs = estateFunctions(around, layers)
  await Promise.all(specs.map((spec) => createFunction(clients, spec, around.Artifacts)))
  return { functions: specs.map(({ name }) => name) }
}
