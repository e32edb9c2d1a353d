import type { Alert } from '../../model/alert.ts'
import type { ResourceKind, ResourceRef } from '../../model/resource.ts'
import { timeText } from '../../report/format.ts'
import { parseManifestKey } from '../../vault/layout.ts'
import { inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf, shownName, shownResource } from '../draft.ts'

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
export function functionDeleted(deletion: Deletion, vaultUrl: string): Alert {
  const { resource, manifest, at, by } = deletion
  const { account, zone, kind, name } = resource
  const what = KINDS[kind]
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
      stakeOf(kind),
    ],
    facts: [
      ['What', what],
      ['Name', name],
      ['Zone', zone],
      ['Deleted by', by?.principal ?? 'not known'],
      ['Found out', timeText(at)],
    ],
    next: commands(deletion, vaultUrl),
    at,
    account,
    zone,
    attributes: { resource: shownName(name), resourceKind: kind },
  })
}

function stakeOf(kind: ResourceKind): string {
  if (kind !== 'distribution') return 'It serves nobody until it is restored. Its recovery points stay.'
  return 'Its recovery points stay: the functions that it ran. Create a distribution anew, then give them to it: its id instead of NEW_ID.'
}

/**
 * First what would be done, then the command that does it. A distribution cannot be created again under its id; and a
 * function and a key value store of CloudFront may have one name, so what is meant there is named by its record, too.
 */
function commands({ resource, manifest }: Deletion, vaultUrl: string): readonly string[] {
  const { zone, kind, name } = resource
  const restore = `holdfast restore ${shellWord(name)} --zone ${zone} ${inVault({ vaultUrl })}`
  if (kind === 'distribution') return [`${restore} --name NEW_ID --dry-run`, `${restore} --name NEW_ID`]
  const id = kind === 'function' ? undefined : parseManifestKey(manifest)?.id
  const named = id === undefined ? restore : `${restore} --point ${id}`
  return [`${named} --dry-run`, named]
}

/** The end of an ARN, which names the person: `assumed-role/deployer/ann`. */
function whoIs(principal: string): string {
  return shownName(principal.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:/, ''))
}
