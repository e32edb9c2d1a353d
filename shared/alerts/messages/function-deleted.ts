import type { Alert } from '../../model/alert.ts'
import type { ResourceKind, ResourceRef } from '../../model/resource.ts'
import { timeText } from '../../report/format.ts'
import { alertOf, shellWord, shownName, shownResource } from '../draft.ts'

/** What is known of a deletion. */
export interface Deletion {
  readonly resource: ResourceRef
  /** Key of the tombstone. */
  readonly manifest: string
  /** When it was found out. */
  readonly at: string
  /** The call that deleted it; without it nobody's was seen. */
  readonly by?:
    | { readonly eventTime: string; readonly eventId: string; readonly principal?: string | undefined }
    | undefined
}

const KINDS: Readonly<Record<ResourceKind, string>> = {
  function: 'function',
  'cloudfront-function': 'CloudFront function',
  'key-value-store': 'key value store',
  distribution: 'distribution',
}

/** A protected resource was deleted: by whom, and how it comes back. */
export function functionDeleted({ resource, manifest, at, by }: Deletion, vaultUrl: string): Alert {
  const { account, zone, kind, name } = resource
  const what = KINDS[kind]
  const restore = `holdfast restore ${shellWord(name)} --zone ${zone} --vault ${shellWord(vaultUrl)}`
  return alertOf({
    kind: 'function-deleted',
    key: `function-deleted:${manifest}`,
    state: 'once',
    severity: 'warning',
    subject: `${what} ${shownResource(resource)} was deleted${by?.principal ? ` by ${whoIs(by.principal)}` : ''}`,
    lines: [
      `The ${what} ${shownResource(resource)} of account ${account} was deleted.`,
      by === undefined
        ? 'A run found it gone, and no event told of it: CloudTrail may know who deleted it.'
        : `By ${by.principal ?? 'nobody that CloudTrail names'} at ${timeText(by.eventTime)} (event ${by.eventId}).`,
      'Its recovery points stay.',
    ],
    facts: [
      ['What', what],
      ['Name', name],
      ['Zone', zone],
      ['Deleted by', by?.principal ?? 'not known'],
      ['Found out', timeText(at)],
    ],
    next: [`${restore} --dry-run`, restore],
    at,
    account,
    zone,
    attributes: { resource: shownName(name), resourceKind: kind },
  })
}

/** The end of an ARN, which names the person: `assumed-role/deployer/ann`. */
function whoIs(principal: string): string {
  return shownName(principal.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:/, ''))
}
