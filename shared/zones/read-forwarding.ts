import { SettingInvalidError } from '../errors.ts'
import type { Stack } from '../ports/zones-api.ts'
import type { Forwarding } from './forwarding.ts'

/**
 * How a deployed stack wants its changes forwarded, by its outputs (infrastructure/zones.yml and changes.yml).
 *
 * @param region where the stack is
 * @throws SettingInvalidError when it is no stack of Holdfast, or one of a version without enrolment
 */
export function readForwarding({ name, outputs }: Stack, region: string): Forwarding {
  const { HubBusArn: busArn, ForwardingRoleArn: roleArn } = outputs
  if (busArn !== undefined && roleArn !== undefined) return { stack: name, region, busArn, roleArn }
  throw new SettingInvalidError(
    `The stack ${name} in ${region} has no outputs HubBusArn and ForwardingRoleArn: deploy this version of Holdfast.`,
  )
}
