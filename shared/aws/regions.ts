import type { EC2Client } from '@aws-sdk/client-ec2'
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2'
import type { RegionsApi } from '../ports/zones-api.ts'
import { call } from './calls.ts'

/**
 * The account's regions, asked of EC2: without `AllRegions` it answers with the enabled ones (API reference), and
 * it does so in any region, where account:ListRegions has one endpoint for the whole partition.
 */
export function regionsApi(client: EC2Client): RegionsApi {
  return {
    async listEnabled() {
      const answer = await call('DescribeRegions', () => client.send(new DescribeRegionsCommand({})))
      return (answer.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? [])
    },
  }
}
