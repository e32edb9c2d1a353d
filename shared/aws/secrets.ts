import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { NotFoundError } from '../errors.ts'
import { call } from './calls.ts'
import { createClient } from './clients.ts'

/**
 * Reads one secret of Secrets Manager.
 *
 * @param arn in whichever region it is
 * @returns gives its text of this moment; throws HoldfastError
 */
export function secretReader(
  arn: string,
  client = createClient(SecretsManagerClient, { region: arn.split(':')[3] }),
): () => Promise<string> {
  return async () => {
    const command = new GetSecretValueCommand({ SecretId: arn })
    const { SecretString } = await call('GetSecretValue', () => client.send(command))
    if (SecretString === undefined) throw new NotFoundError('The secret holds no text.')
    return SecretString
  }
}
