import type { Clients } from './clients.ts'
import { ACCOUNT, REGIONS } from './emulator/environment.ts'
import { createFunction } from './estate/create-function.ts'
import type { EdgeEstate } from './estate/edge.ts'
import { createEdge } from './estate/edge.ts'
import { functionsElsewhere } from './estate/elsewhere.ts'
import type { FunctionSpec } from './estate/function-spec.ts'
import { estateFunctions } from './estate/functions.ts'
import { pushImage } from './estate/image.ts'
import { publishLayers } from './estate/layers.ts'
import { type Surroundings, createSurroundings } from './estate/surroundings.ts'
import type { Sources } from './estate/triggers.ts'
import { createTriggers, createTriggersElsewhere } from './estate/triggers.ts'
import { createWorkflow } from './estate/triggers/workflow.ts'

/** The sample estate, once created. */
export interface Estate {
  /** Names of its functions in the hub's region. */
  readonly functions: readonly string[]
  /** Names of its functions in other regions, by region. */
  readonly elsewhere: Readonly<Record<string, readonly string[]>>
  readonly edge: EdgeEstate
  /** What wakes the functions of the hub's region. */
  readonly sources: Sources & {
    /** ARN of the workflow that was there before its function. */
    readonly pricing: string
  }
  /** Role that functions of the estate run under. */
  readonly role: string
}

/** The clients for a region; without one, for the hub's. */
export type ClientsIn = (region?: string) => Clients

/** Creates the sample estate through the gateway, so that each call is seen like a customer's. */
export async function createEstate(clientsIn: ClientsIn): Promise<Estate> {
  const around = await createSurroundings(clientsIn())
  const [here, elsewhere] = await Promise.all([
    createHere(clientsIn, around),
    createElsewhere(clientsIn, around.ServiceRole),
  ])
  return { ...here, ...elsewhere, role: around.ServiceRole }
}

/** Creates what the shop runs in the hub's region. */
export async function createHere(
  clientsIn: ClientsIn,
  around: Surroundings,
): Promise<Pick<Estate, 'functions' | 'sources'>> {
  const clients = clientsIn()
  const [layers] = await Promise.all([publishLayers(clients), pushImage(clients)])
  const specs = estateFunctions(around, layers)
  const [pricing] = await Promise.all([
    createWorkflow(clients, around),
    ...specs.map((spec) => createFunction(clients, spec, around.Artifacts)),
  ])
  return { functions: namesOf(specs), sources: { pricing, ...(await createTriggers(clientsIn, around)) } }
}

/** Creates what the shop runs outside of the hub's region. */
export async function createElsewhere(
  clientsIn: ClientsIn,
  role: string,
): Promise<Pick<Estate, 'elsewhere' | 'edge'>> {
  const regions = Object.entries(functionsElsewhere(role))
  await Promise.all(
    regions.flatMap(([region, specs]) => specs.map((spec) => createFunction(clientsIn(region), spec))),
  )
  const edgeVersion = `arn:aws:lambda:${REGIONS.edge}:${ACCOUNT}:function:edge-headers:1`
  const [edge] = await Promise.all([createEdge(clientsIn(), edgeVersion), createTriggersElsewhere(clientsIn)])
  return { elsewhere: Object.fromEntries(regions.map(([region, specs]) => [region, namesOf(specs)])), edge }
}

function namesOf(specs: readonly FunctionSpec[]): string[] {
  return specs.map(({ name }) => name)
}
