import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { DescribeLogGroupsCommand, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs'
import type { EC2Client } from '@aws-sdk/client-ec2'
import {
  DescribeAvailabilityZonesCommand,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2'
import type { ECRClient } from '@aws-sdk/client-ecr'
import type { IAMClient } from '@aws-sdk/client-iam'
import type { SchemasClient } from '@aws-sdk/client-schemas'
import type { SurroundingsApi } from '../ports/surroundings-api.ts'
import { call, callOptional, listObjects } from './calls.ts'
import { imageCalls } from './ecr-images.ts'
import { roleCalls } from './iam-roles.ts'
import { plainObject } from './plain-json.ts'
import { testEventCalls } from './test-events.ts'

/** The services around Lambda that a function's surroundings are read from. */
export interface SurroundingsClients {
  readonly iam: IAMClient
  readonly logs: CloudWatchLogsClient
  readonly ec2: EC2Client
  readonly openEcr: () => Promise<ECRClient>
  readonly openSchemas: () => Promise<SchemasClient>
}

/** What surrounds the functions of one region, read through the SDK. */
export function surroundingsApi(clients: SurroundingsClients): SurroundingsApi {
  const { iam, logs, ec2, openEcr, openSchemas } = clients
  return {
    ...roleCalls(iam),
    ...logGroupCalls(logs),
    ...placementCalls(ec2),
    ...imageCalls(openEcr),
    ...testEventCalls(openSchemas),
  }
}

function logGroupCalls(client: CloudWatchLogsClient): Pick<SurroundingsApi, 'getLogGroup' | 'listLogGroups'> {
  return {
    async getLogGroup(name) {
      // Groups come in ASCII order (API reference), so the name itself stands before all that it begins.
      const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name })
      const answer = await callOptional('DescribeLogGroups', () => client.send(command))
      const found = answer?.logGroups?.find((group) => group.logGroupName === name)
      return found && plainObject(found)
    },
    async listLogGroups(prefix) {
      const pages = paginateDescribeLogGroups({ client }, { logGroupNamePrefix: prefix })
      return listObjects('DescribeLogGroups', pages, (page) => page.logGroups)
    },
  }
}

type Placement = Pick<SurroundingsApi, 'listSubnets' | 'listSecurityGroups' | 'listAvailabilityZones'>

function placementCalls(client: EC2Client): Placement {
  return {
    async listSubnets(ids) {
      // A filter, for a list of ids fails as a whole when one of them is gone.
      const pages = paginateDescribeSubnets(
        { client },
        { Filters: [{ Name: 'subnet-id', Values: [...ids] }] },
      )
      return listObjects('DescribeSubnets', pages, (page) => page.Subnets)
    },
    async listSecurityGroups(ids) {
      const Filters = [{ Name: 'group-id', Values: [...ids] }]
      const pages = paginateDescribeSecurityGroups({ client }, { Filters })
      return listObjects('DescribeSecurityGroups', pages, (page) => page.SecurityGroups)
    },
    async listAvailabilityZones() {
      const command = new DescribeAvailabilityZonesCommand({})
      const answer = await call('DescribeAvailabilityZones', () => client.send(command))
      return (answer.AvailabilityZones ?? []).map(plainObject)
    },
  }
}
