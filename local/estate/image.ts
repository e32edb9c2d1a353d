import { createHash } from 'node:crypto'
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr'
import type { Clients } from '../clients.ts'

/** Repository and tag of the one function that is an image. */
export const IMAGE = { repositoryName: 'estate/image-resizer', imageTag: '1.4.0' } as const

const MEDIA_TYPE = 'application/vnd.docker.distribution.manifest.v2+json'

/**
 * Makes the repository and puts the image there: a manifest without layers, for nobody here runs it. A repository that
 * the emulator's CloudFormation makes takes none.
 */
export async function pushImage(clients: Pick<Clients, 'of'>): Promise<void> {
  const configuration = '{}'
  const digest = `sha256:${createHash('sha256').update(configuration).digest('hex')}`
  const config = {
    mediaType: 'application/vnd.docker.container.image.v1+json',
    size: configuration.length,
    digest,
  }
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE, config, layers: [] })
  const registry = clients.of(ECRClient)
  const repositoryName = IMAGE.repositoryName
  await registry.send(new CreateRepositoryCommand({ repositoryName }))
  const put = new PutImageCommand({ ...IMAGE, imageManifest, imageManifestMediaType: MEDIA_TYPE })
  await registry.send(put)
}
