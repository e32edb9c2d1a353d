import { SettingInvalidError } from '../shared/errors.ts'
import type { World } from './world.ts'

/** Of all services, or of one: `AWS_ENDPOINT_URL_S3` (AWS SDKs and Tools Reference Guide, "Service-specific endpoints"). */
const ENDPOINT = /^AWS_ENDPOINT_URL(?:_|$)/

/** Names of the variables that send calls elsewhere than to AWS. */
export function endpointVariables(env: World['env']): readonly string[] {
  return Object.keys(env).filter((name) => ENDPOINT.test(name) && env[name])
}

/**
 * Refuses an endpoint that no call could be sent to: the SDK would fail with an error that names no setting. Its value is
 * not shown: somebody may have written credentials into it.
 *
 * @throws SettingInvalidError
 */
export function checkEndpoints(env: World['env']): void {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return
  const wrong = endpointVariables(env).find((name) => !isHttp(env[name]))
  if (wrong !== undefined) throw new SettingInvalidError(`${wrong} must begin with http:// or https://.`)
}

function isHttp(address = ''): boolean {
  return ['http:', 'https:'].includes(URL.parse(address)?.protocol ?? '')
}
