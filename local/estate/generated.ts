import { createCipheriv, createHash } from 'node:crypto'
import type { GeneratedFile } from './zip.ts'

const WEIGHTS_SIZE = 40 * 1024 * 1024

/** Forty megabytes that no compression makes smaller, the same each time: a cipher's key stream. */
export function modelWeights(): GeneratedFile {
  const stream = createCipheriv('aes-256-ctr', Buffer.alloc(32, 'weights'), Buffer.alloc(16))
  return { path: 'weights.bin', bytes: stream.update(Buffer.alloc(WEIGHTS_SIZE)), compress: false }
}

/** What makes two releases of one code differ. */
export function releaseFile(release: string): GeneratedFile {
  return { path: 'release.json', bytes: Buffer.from(JSON.stringify({ release })), compress: true }
}

/** A value that looks like a secret and is none. Tests search everything that Holdfast writes for these. */
export function sampleSecret(name: string): string {
  return `sample-secret-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`
}
