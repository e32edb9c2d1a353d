import { delimiter, join } from 'node:path'
import { NODE_BIN } from '../places.ts'

/** Account, region and credentials of the machine. In the emulator the access key id is the account. */
export const ACCOUNT = '123456789012'
export const HUB_REGION = 'eu-west-1'

/** Regions that the account has enabled, by their parts in the sample estate; `new` is enabled later. */
export const REGIONS = {
  hub: HUB_REGION,
  edge: 'us-east-1',
  far: 'ap-southeast-2',
  new: 'ca-central-1',
} as const
export const ENABLED_REGIONS: readonly string[] = [REGIONS.hub, REGIONS.edge, REGIONS.far]

export const SECRET = 'local'

/** What an SDK, a command line or a Lambda function needs to find the machine. */
export function clientEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: keyValuesEndpoint(endpoint),
    AWS_REGION: HUB_REGION,
    AWS_DEFAULT_REGION: HUB_REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** The SDK puts the account before this endpoint's host, and nothing can stand before an IP address. */
export function keyValuesEndpoint(endpoint: string): string {
  return endpoint.replace('127.0.0.1', 'localhost')
}

/**
 * The emulator's whole environment. It is built from nothing, because the emulator hands its own to every Lambda
 * function: neither the caller's credentials nor its profile may get there.
 *
 * @param gateway where everything goes through; the addresses that the emulator gives out lead there
 * @param directory for its temporary files
 * @param pauses share of the pauses before a repetition that really passes: of queues and of state machines
 */
export function emulatorEnvironment(gateway: URL, directory: string, pauses = 1): Record<string, string> {
  return {
    ...clientEnvironment(gateway.origin),
    PATH: [NODE_BIN, '/usr/local/bin', '/usr/bin', '/bin', process.env['PATH'] ?? ''].join(delimiter),
    HOME: directory,
    TMPDIR: directory,
    EMULATOR_DIRECTORY: directory,
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    GATEWAY_PORT: gateway.port,
    MINISTACK_HOST: gateway.hostname,
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_REGION: HUB_REGION,
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    STATE_DIR: join(directory, 'state'),
    S3_DATA_DIR: join(directory, 's3'),
    LAMBDA_STATE_TRANSITION_SECONDS: '0.2',
    SFN_WAIT_SCALE: String(pauses),
    SQS_PAUSE_SCALE: String(pauses),
    LOG_LEVEL: 'INFO',
  }
}
