import type { JsonObject, JsonValue } from '../../model/json.ts'
import { given, objectOf, textOf } from '../../model/members.ts'
import type { Parts } from '../parts.ts'
import { layerId } from './function-resources.ts'
import type { Resource, Resources } from './intrinsics.ts'
import { FUNCTION } from './intrinsics.ts'
import type { Template } from './write-template.ts'

/** The same template for SAM, which uploads the zips by itself: `sam deploy --guided`. */
export function samTemplate(template: Template, parts: Parts): Template & { readonly Transform: string } {
  const { ArtifactBucket: _bucket, ArtifactPrefix: _prefix, ...Parameters } = template.Parameters
  return {
    Transform: 'AWS::Serverless-2016-10-31',
    ...template,
    Parameters,
    Resources: {
      ...template.Resources,
      ...samLayers(template.Resources, parts),
      ...samFunction(template, parts),
    },
  }
}

/** Members that SAM calls otherwise are taken out, and said in its words. */
function samFunction({ Resources }: Template, { code, tags }: Parts): Resources {
  const {
    Code,
    Tags: _tags,
    TracingConfig,
    DeadLetterConfig,
    ...same
  } = Resources[FUNCTION]?.Properties ?? {}
  const properties: JsonObject = {
    ...same,
    ...codeMembers(code, Code),
    ...(Object.keys(tags).length === 0 ? {} : { Tags: tags }),
    ...given({
      Tracing: textOf(objectOf({ TracingConfig: TracingConfig ?? {} }, 'TracingConfig'), 'Mode'),
      DeadLetterQueue: deadLetters(DeadLetterConfig),
    }),
  }
  return { [FUNCTION]: { ...Resources[FUNCTION], Type: 'AWS::Serverless::Function', Properties: properties } }
}

function codeMembers(code: Parts['code'], Code: JsonValue | undefined): JsonObject {
  if (code.type === 'image') return { ImageUri: code.resolvedUri ?? code.uri }
  if (code.type === 'zip') return { CodeUri: `./${code.file}` }
  if (code.type === 'unread') return { CodeUri: './code.zip' }
  const { S3Bucket, S3Key, S3ObjectVersion } = objectOf({ Code: Code ?? {} }, 'Code')
  return { CodeUri: given({ Bucket: S3Bucket, Key: S3Key, Version: S3ObjectVersion }) }
}

function deadLetters(config: JsonValue | undefined): JsonObject | undefined {
  const TargetArn = textOf(objectOf({ config: config ?? {} }, 'config'), 'TargetArn')
  if (TargetArn === undefined) return undefined
  return { Type: TargetArn.split(':')[2] === 'sns' ? 'SNS' : 'SQS', TargetArn }
}

function samLayers(resources: Resources, { layers }: Parts): Resources {
  const made = layers.flatMap((layer) => {
    const resource = resources[layerId(layer.arn)]
    return layer.type === 'made' && resource !== undefined
      ? [[layerId(layer.arn), samLayer(resource, layer.file)] as const]
      : []
  })
  return Object.fromEntries(made)
}

function samLayer({ Properties: { Content: _content, ...same } }: Resource, file: string): Resource {
  return { Type: 'AWS::Serverless::LayerVersion', Properties: { ...same, ContentUri: `./${file}` } }
}
