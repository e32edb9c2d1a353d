import type { BlobRef } from '../../model/manifest.ts'
import { DIRECT_LIMIT } from '../send-code.ts'
import type { FunctionPlan } from './function-plan.ts'

/** Bytes of a megabyte, as Lambda counts them. */
const MEGABYTE = 1_048_576

/** A package that is too large to be sent with a request needs a bucket in the target region to go through. */
export function refuseLarge(plan: FunctionPlan, what: string, { size }: BlobRef): void {
  const { zone } = plan.item.target
  if (size <= DIRECT_LIMIT || plan.request.stagingBuckets?.[zone] !== undefined) return
  plan.problem(
    'too-large',
    `${what} has ${Math.ceil(size / MEGABYTE)} MB, and Lambda takes 50 MB directly.`,
    `Name a bucket in ${zone} for it to go through: --staging-bucket ${zone}=BUCKET.`,
  )
}

/** As refuseLarge, for all code that the plan sends. */
export function refuseLargeCode(plan: FunctionPlan): void {
  const { code, versions = [] } = plan.wanted
  const sent = new Set(
    plan.steps.filter(({ action }) => SENDING.has(action)).map(({ input }) => input['version']),
  )
  const states = [{ version: '$LATEST', code }, ...versions].filter(({ version }) => sent.has(version))
  const blobs = states.flatMap((one) => (one.code?.type === 'zip' ? [one.code.blob] : []))
  for (const blob of new Map(blobs.map((one) => [one.sha256, one])).values())
    refuseLarge(plan, 'The package', blob)
}

const SENDING: ReadonlySet<string> = new Set(['create-function', 'update-code'])
