import type { AdvancedEventSelector, EventSelector, Trail as SdkTrail } from '@aws-sdk/client-cloudtrail'
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail'
import type {
  FieldOperator,
  FieldSelector,
  Trail,
  TrailSelectors,
  TrailsApi,
} from '../doctor/doctor-ports.ts'
import { call } from './calls.ts'
import { createClient } from './clients.ts'

/** CloudTrail of one region. */
export function openTrails(region: string): TrailsApi {
  return trailsApi(createClient(CloudTrailClient, { region }))
}

export function trailsApi(client: CloudTrailClient): TrailsApi {
  return {
    async listTrails() {
      // Shadow trails: those of other regions that cover this one.
      const command = new DescribeTrailsCommand({ includeShadowTrails: true })
      const answer = await call('DescribeTrails', () => client.send(command))
      return (answer.trailList ?? []).map(toTrail)
    },
    async isLogging(arn) {
      const command = new GetTrailStatusCommand({ Name: arn })
      return (await call('GetTrailStatus', () => client.send(command))).IsLogging === true
    },
    async readSelectors(arn) {
      const command = new GetEventSelectorsCommand({ TrailName: arn })
      const answer = await call('GetEventSelectors', () => client.send(command))
      return toSelectors(answer.EventSelectors ?? [], answer.AdvancedEventSelectors ?? [])
    },
  }
}

function toTrail(trail: SdkTrail): Trail {
  return {
    name: trail.Name ?? '',
    arn: trail.TrailARN ?? '',
    homeRegion: trail.HomeRegion ?? '',
    globalEvents: trail.IncludeGlobalServiceEvents === true,
    organization: trail.IsOrganizationTrail === true,
  }
}

/** A trail without either kind records every management event (CloudTrail user guide). */
function toSelectors(
  basic: readonly EventSelector[],
  advanced: readonly AdvancedEventSelector[],
): TrailSelectors {
  const everything = basic.length === 0 && advanced.length === 0
  return {
    basic: (everything ? [{}] : basic).map((selector: EventSelector) => ({
      managementEvents: selector.IncludeManagementEvents ?? true,
      writes: selector.ReadWriteType !== 'ReadOnly',
      excludedSources: selector.ExcludeManagementEventSources ?? [],
    })),
    advanced: advanced.map(({ FieldSelectors }) => (FieldSelectors ?? []).map(toField)),
  }
}

const OPERATORS: readonly FieldOperator[] = [
  'Equals',
  'NotEquals',
  'StartsWith',
  'NotStartsWith',
  'EndsWith',
  'NotEndsWith',
]

function toField(selector: NonNullable<AdvancedEventSelector['FieldSelectors']>[number]): FieldSelector {
  const given = OPERATORS.flatMap((operator) => {
    const values = selector[operator]
    return values === undefined ? [] : [[operator, values] as const]
  })
  return { field: selector.Field ?? '', conditions: Object.fromEntries(given) }
}
