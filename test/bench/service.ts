import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import { ROOT } from '../../local/places.ts'

/** What the benches need to know of serverless.yml. */
const Service = z.object({
  provider: z.object({ environment: z.object({ NODE_OPTIONS: z.string() }) }),
  functions: z.record(z.string(), z.object({ memorySize: z.number() })),
})
export type Service = z.infer<typeof Service>

/** What deploys, as serverless.yml says it; CloudFormation's own tags are passed over. */
export async function readService(): Promise<Service> {
  const text = await readFile(join(ROOT, 'serverless.yml'), 'utf8')
  return Service.parse(parse(text, { logLevel: 'silent' }))
}

/** Gigabytes of the function behind a state: `CaptureShard` is capture-shard. */
export function gigabytesOf({ functions }: Service, state: string): number {
  const name = state.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
  const found = functions[name]
  if (found === undefined) throw new Error(`serverless.yml has no function ${name}`)
  return found.memorySize / 1024
}
