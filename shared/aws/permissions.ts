import { IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam'
import type { PermissionsApi } from '../doctor/doctor-ports.ts'
import { callPages } from './calls.ts'
import { createClient } from './clients.ts'

/** IAM's dry run. */
export function openPermissions(region: string): PermissionsApi {
  const client = createClient(IAMClient, { region })
  return {
    async simulate({ principalArn, actions, resource, region }) {
      const pages = paginateSimulatePrincipalPolicy(
        { client },
        {
          PolicySourceArn: principalArn,
          ActionNames: [...actions],
          ResourceArns: [resource],
          // Organizations often deny by region.
          ContextEntries: [
            {
              ContextKeyName: 'aws:RequestedRegion',
              ContextKeyType: 'string',
              ContextKeyValues: [region],
            },
          ],
        },
      )
      const results = await callPages('SimulatePrincipalPolicy', pages, (page) => page.EvaluationResults)
      const allowed = results.filter(({ EvalDecision }) => EvalDecision === 'allowed')
      const names = allowed.map(({ EvalActionName = '' }) => EvalActionName.toLowerCase())
      return actions.filter((action) => !names.includes(action.toLowerCase()))
    },
  }
}
