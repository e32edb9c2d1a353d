import type { ECRClient } from '@aws-sdk/client-ecr'
import type { SurroundingsApi } from '../ports/surroundings-api.ts'
import { callOptional } from './calls.ts'

/** `123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/name@sha256:...`, or with a tag. */
const IMAGE =
  /^(\d{12})\.dkr\.ecr\.[\w-]+\.amazonaws\.com(?:\.cn)?\/([^@:]+)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))$/

/** Images of the registries of one region. @param open called when first needed: few functions are images */
export function imageCalls(open: () => Promise<ECRClient>): Pick<SurroundingsApi, 'hasImage'> {
  return {
    async hasImage(uri) {
      const [, registryId, repositoryName, imageDigest, imageTag] = IMAGE.exec(uri) ?? []
      if (repositoryName === undefined) return undefined
      const { DescribeImagesCommand } = await import('@aws-sdk/client-ecr')
      const imageIds = [imageDigest === undefined ? { imageTag } : { imageDigest }]
      const command = new DescribeImagesCommand({ registryId, repositoryName, imageIds })
      const client = await open()
      const found = await callOptional('DescribeImages', () => client.send(command))
      return found?.imageDetails?.length === 1
    },
  }
}
