import { PublishLayerVersionCommand } from '@aws-sdk/client-lambda'
import type { Clients } from './clients.ts'
import { createFunction } from './estate/create-function.ts'
import type { LayerArns } from './estate/functions.ts'
import { estateFunctions } from './estate/functions.ts'
import { createSurroundings } from './estate/surroundings.ts'
import { zipFolder } from './estate/zip.ts'

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

async function publishLayers(clients: Clients): Promise<LayerArns> {
  const [moneyFormat, regions] = await Promise.all([
    publishLayer(clients, 'money-format', 'nodejs24.x'),
    publishLayer(clients, 'regions', 'python3.13'),
  ])
  return { moneyFormat, regions }
}

async function publishLayer({ lambda }: Clients, name: string, runtime: 'nodejs24.x' | 'python3.13') {
  const Content = { ZipFile: await zipFolder(`${name}-layer`) }
  const CompatibleRuntimes = [runtime]
  const published = await lambda.send(
    new PublishLayerVersionCommand({ LayerName: name, Content, CompatibleRuntimes, LicenseInfo: 'MIT' }),
  )
  return published.LayerVersionArn ?? ''
}
