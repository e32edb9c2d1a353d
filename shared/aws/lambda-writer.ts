import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { LambdaWriter } from '../restore/restore-ports.ts'
import { codeWrites } from './lambda-code-writer.ts'
import { layerWrites } from './lambda-layer-writer.ts'
import { mappingWrites } from './lambda-mapping-writer.ts'
import { settingsWrites } from './lambda-settings-writer.ts'

/**
 * The Lambda control plane of one region, written through the SDK.
 *
 * @param client made by createClient for that region
 */
export function lambdaWriter(client: LambdaClient): LambdaWriter {
  return {
    ...codeWrites(client),
    ...settingsWrites(client),
    ...layerWrites(client),
    ...mappingWrites(client),
  }
}
