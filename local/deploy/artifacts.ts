import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import type { PackagedService } from './packaged-service.ts'

const TEMPLATE = 'compiled-cloudformation-template.json'

/** Uploads the functions' zips and the template under the names that the template expects. @returns the template's URL */
export async function uploadArtifacts(
  s3: S3Client,
  service: PackagedService,
  bucket: string,
): Promise<string> {
  const keyOf = (name: string) => `${service.folder}/${name}`
  const put = (name: string, Body: string | Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf(name), Body }))
  await put(TEMPLATE, service.template)
  await Promise.all(service.artifacts.map(async (path) => put(basename(path), await readFile(path))))
  return `https://s3.amazonaws.com/${bucket}/${keyOf(TEMPLATE)}`
}
