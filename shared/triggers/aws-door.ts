import type { AwsClient, ClientConfig } from '../aws/clients.ts'

/**
 * The way to any service of AWS, for kinds: each knows the client that it needs, and nothing else of AWS is in the
 * core. The same class and region give the same client.
 */
export interface AwsDoor {
  client<C extends AwsClient>(Client: new (config: ClientConfig) => C, region: string): C
}
