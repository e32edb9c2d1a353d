import type { LambdaClient } from '@aws-sdk/client-lambda'
import {
  AddLayerVersionPermissionCommand,
  DeleteLayerVersionCommand,
  PublishLayerVersionCommand,
  paginateListLayerVersions,
} from '@aws-sdk/client-lambda'
import type { LambdaWriter } from '../restore/restore-ports.ts'
import { call, callOptional, listObjects } from './calls.ts'
import { functionCode } from './lambda-code-writer.ts'
import { plainObject } from './plain-json.ts'
import { asInput } from './sdk-input.ts'

type LayerWrites = Pick<
  LambdaWriter,
  'publishLayer' | 'listLayerVersions' | 'addLayerPermission' | 'deleteLayerVersion'
>

/** Layers: their versions, and who may use them. */
export function layerWrites(client: LambdaClient): LayerWrites {
  return {
    async publishLayer(input, code) {
      const { ImageUri: _none, SourceKMSKeyArn: _key, ...Content } = functionCode(code)
      const command = new PublishLayerVersionCommand({
        ...asInput(PublishLayerVersionCommand, input),
        Content,
      })
      const { Content: _location, ...answer } = await call('PublishLayerVersion', () => client.send(command))
      return plainObject(answer)
    },
    listLayerVersions(name) {
      const pages = paginateListLayerVersions({ client }, { LayerName: name })
      return listObjects('ListLayerVersions', pages, (page) => page.LayerVersions)
    },
    async addLayerPermission(input) {
      const command = new AddLayerVersionPermissionCommand(asInput(AddLayerVersionPermissionCommand, input))
      await call('AddLayerVersionPermission', () => client.send(command))
    },
    async deleteLayerVersion(name, version) {
      const command = new DeleteLayerVersionCommand({ LayerName: name, VersionNumber: version })
      await callOptional('DeleteLayerVersion', () => client.send(command))
    },
  }
}
