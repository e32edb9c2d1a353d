import { createHash } from 'node:crypto'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LocalError } from './local-error.ts'
import { NODE_BIN, PACKAGE, ROOT } from './places.ts'
import { ProgramFailedError, run } from './run.ts'

/** Stage of the stack on one machine: its name is `holdfast-local`. */
export const STAGE = 'local'

/** Everything that the package is made of. */
const INPUTS = [
  'serverless.yml',
  'package-lock.json',
  'holdfast.yml',
  '{functions,shared,infrastructure,state-machines}/**/*.{ts,js,mjs,json,yml}',
]
const STAMP = join(PACKAGE, 'inputs.sha256')

/**
 * Packages the service as `serverless deploy` would, offline, unless the last package was made of the same inputs.
 *
 * @throws LocalError with what the packager said
 */
export async function packageService(): Promise<void> {
  const inputs = await hashInputs()
  if ((await stampedInputs()) === inputs) return
  await runServerless()
  await writeFile(STAMP, inputs)
}

async function hashInputs(): Promise<string> {
  const hash = createHash('sha256').update(STAGE)
  const paths = await Array.fromAsync(glob(INPUTS, { cwd: ROOT }))
  for (const path of paths.sort()) hash.update(path).update(await readFile(join(ROOT, path)))
  return hash.digest('hex')
}

/** Packaging for another stage removes the stamp with the folder's whole content. */
async function stampedInputs(): Promise<string | undefined> {
  return readFile(STAMP, 'utf8').catch(() => undefined)
}

async function runServerless(): Promise<void> {
  const [node, serverless] = [join(NODE_BIN, 'node'), join(ROOT, 'node_modules/serverless/bin/serverless.js')]
  try {
    await run(node, [serverless, 'package', '--stage', STAGE], { cwd: ROOT, env: offlineEnvironment() })
  } catch (cause) {
    const said = cause instanceof ProgramFailedError ? cause.stderr : String(cause)
    throw new LocalError(`\`serverless package\` failed:\n${said.trim()}`, { cause })
  }
}

/** Packaging asks AWS nothing; with these it could not, whatever a plugin tries. */
function offlineEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_EC2_METADATA_DISABLED: 'true',
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
    NODE_OPTIONS: '',
  }
}
