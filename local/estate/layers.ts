import { PublishLayerVersionCommand } from '@aws-sdk/client-lambda'
import type { Clients } from '../clients.ts'
import { zipFolder } from './zip.ts'

/** Layer versions that functions of the estate use. */
export interface LayerArns {
  readonly moneyFormat: string
  readonly regions: string
}

/** Publishes both. */
export async function publishLayers(clients: Pick<Clients, 'lambda'>): Promise<LayerArns> {
  const [moneyFormat, regions] = await Promise.all([
    publishLayer(clients, 'money-format', 'nodejs24.x'),
    publishLayer(clients, 'regions', 'python3.13'),
  ])
  return { moneyFormat, regions }
}

async function publishLayer(
  { lambda }: Pick<Clients, 'lambda'>,
  name: string,
  runtime: 'nodejs24.x' | 'python3.13',
) {
  const Content = { ZipFile: await zipFolder(`${name}-layer`) }
  const CompatibleRuntimes = [runtime]
  const published = await lambda.send(
    new PublishLayerVersionCommand({ LayerName: name, Content, CompatibleRuntimes, LicenseInfo: 'MIT' }),
  )
  if (published.LayerVersionArn === undefined)
    throw new Error(`the layer ${name} was published without an ARN`)
  return published.LayerVersionArn
}
