import type { AuditFinding, EncryptionSeen } from '../../model/audit.ts'
import { numberText } from '../../report/format.ts'
import type { AuditFacts } from '../audit-facts.ts'
import type { BucketSettings } from '../audit-ports.ts'
import type { Control, Judged, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import { openToAll, refusesPlainText } from '../bucket-policy.ts'
import type { Protection } from '../bucket-protections.ts'
import { PROTECTIONS, isRefused } from '../bucket-protections.ts'

const BUCKET = "the vault's bucket"

/** What is in the vault is encrypted under its own key, and nobody from outside gets at it. */
export const encryption: Control = {
  id: 'encryption',
  title: 'Encryption and access',
  claim:
    'The vault encrypts all that is written to it with its KMS key, keeps versions, is closed to the public and to plain HTTP; every object that was read is encrypted so. The bucket of a deployment refuses everybody to delete and to overwrite what retention does not.',
  needs: ['bucket', 'integrity', 'roles'],
  judge: (facts) => ifSeen(facts.bucket, (bucket) => judgeBucket(facts, bucket)),
}

function judgeBucket(facts: AuditFacts, bucket: BucketSettings): Verdict {
  const { integrity, roles } = facts
  const open = unprotected(facts, bucket)
  const objects = integrity.type === 'seen' ? integrity.value.encryption : []
  const strange = objects.filter((one) => !isExpected(one, bucket))
  return judged({
    evidence: [
      evidence('default encryption', bucket.algorithm ?? 'none'),
      evidence('key', bucket.key ?? 'none of its own'),
      evidence('versions', bucket.versioned ? 'kept' : 'not kept'),
      evidence('public access', bucket.publicBlocked ? 'blocked' : 'not blocked'),
      evidence('plain HTTP', refusesPlainText(bucket.policy) ? 'refused' : 'not refused'),
      ...PROTECTIONS.map((one) => evidence(one.what, open.includes(one) ? 'not refused' : 'refused')),
      evidence('Object Lock', bucket.lockable ? 'can be used' : 'cannot be used'),
      evidence(
        'objects read',
        objects.reduce((sum, one) => sum + one.objects, 0),
      ),
      ...objects.map((one) => evidence(kindText(one), numberText(one.objects))),
    ],
    findings: [
      ...settingFindings(bucket),
      ...(roles.type === 'seen' ? open.map(openFinding) : []),
      ...strange.map((one) => strangeFinding(one, bucket)),
    ],
    where: ['holdfast doctor', 'aws s3api get-bucket-encryption', 'aws s3api get-bucket-policy'],
    ...unsureOf(facts, open),
  })
}

/** What the bucket does not refuse. Who may do it nevertheless are roles of the deployment, where there is one. */
function unprotected({ url, roles }: AuditFacts, { policy }: BucketSettings): readonly Protection[] {
  const known =
    roles.type === 'seen' ? [...roles.value.roles, ...roles.value.unread].map(({ role }) => role) : undefined
  return PROTECTIONS.filter((one) => !isRefused(policy, one, { url, roles: known }))
}

function openFinding({ what, statement }: Protection): AuditFinding {
  return { subject: BUCKET, what: `its policy does not refuse ${what} (${statement})` }
}

/** The bucket of a vault without a deployment need not refuse it: its owner may prune by hand. */
function unsureOf(
  { integrity, roles }: AuditFacts,
  open: readonly Protection[],
): Pick<Judged, 'unsure' | 'blind'> {
  if (integrity.type === 'unseen') return { unsure: integrity.reason, blind: integrity.blind }
  return open.length > 0 && roles.type === 'unseen' ? { unsure: roles.reason, blind: roles.blind } : {}
}

/** The rule of each setting, and what it means when it is broken. */
const RULES: readonly (readonly [isKept: (bucket: BucketSettings) => boolean, what: string])[] = [
  [
    ({ algorithm }) => algorithm?.startsWith('aws:kms') === true,
    'it does not encrypt with a KMS key, and manifests hold environment values',
  ],
  [({ key }) => key !== undefined, "it encrypts with a key that all of the account's S3 shares"],
  [({ versioned }) => versioned, 'it keeps no versions: what is deleted or overwritten is gone'],
  [({ publicBlocked }) => publicBlocked, 'it does not block public access'],
  [({ policy }) => refusesPlainText(policy), 'its policy does not refuse plain HTTP'],
  [({ policy }) => !openToAll(policy), 'its policy lets everybody in'],
]

function settingFindings(bucket: BucketSettings): readonly AuditFinding[] {
  return RULES.filter(([isKept]) => !isKept(bucket)).map(([, what]) => ({ subject: BUCKET, what }))
}

function isExpected({ algorithm, key }: EncryptionSeen, bucket: BucketSettings): boolean {
  return algorithm === bucket.algorithm && (bucket.key === undefined || sameKey(key, bucket.key))
}

/** S3 names the key of an object by its ARN, that of a bucket as it was set. */
function sameKey(one: string | undefined, other: string): boolean {
  return one === other || one?.endsWith(`:key/${other}`) === true
}

function strangeFinding(one: EncryptionSeen, { algorithm = 'none' }: BucketSettings): AuditFinding {
  const some = `${numberText(one.objects)} of what was read, this one first`
  const what =
    one.algorithm === UNENCRYPTED
      ? `${some}, is not encrypted; the bucket says ${algorithm}`
      : `${some}, is encrypted otherwise than the bucket says (${algorithm}): ${kindText(one)}`
  return { subject: one.example, what }
}

/** What stands where S3 named no encryption of an object. */
const UNENCRYPTED = 'none'

function kindText({ algorithm, key }: EncryptionSeen): string {
  if (algorithm === UNENCRYPTED) return 'not encrypted'
  return key === undefined ? algorithm : `${algorithm} with ${key}`
}
