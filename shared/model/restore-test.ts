import * as z from 'zod'
import { FORMAT_VERSION, Instant, PointId } from './manifest.ts'
import { ResourceRef } from './resource.ts'
import { Difference, RestoreMap, RestoreProblem } from './restore.ts'
import { Failure, RunId, RunRef, ZoneName } from './run.ts'

/** Identifier of one restore test: `20261121T144427Z-1f3c5a7e`, when it was chosen and eight hexadecimal digits. */
export const TestId = z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/)
export type TestId = z.infer<typeof TestId>

/** What a restored function is asked, and what it shall answer. Both are data: never logged, never in a verdict. */
export const TestInvocation = z.strictObject({
  /** JSON text. */
  payload: z.string(),
  /** The answer that is expected, as text; JSON is compared by value. Without it any answer but an error will do. */
  expect: z.string().optional(),
})
export type TestInvocation = z.infer<typeof TestInvocation>

/** Why a function is tested now. */
export const TestReason = z.enum(['asked', 'production', 'never-tested', 'tested-longest-ago'])
export type TestReason = z.infer<typeof TestReason>

/** One function that is going to be restored under a scratch name. */
export const PlannedTest = z.strictObject({
  testId: TestId,
  resource: ResourceRef,
  /** Key of the manifest. */
  point: z.string().min(1),
  pointId: PointId,
  takenAt: Instant,
  target: ResourceRef,
  reason: TestReason,
  invocation: TestInvocation.optional(),
})
export type PlannedTest = z.infer<typeof PlannedTest>

/** A run of restore tests, as its steps hand it on. */
export const TestRun = z.strictObject({ ...RunRef.shape, account: ResourceRef.shape.account })
export type TestRun = z.infer<typeof TestRun>

/** `tests/runs/<date>/<run id>/plan.json`: what a run of restore tests set out for. */
export const TestPlan = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  run: TestRun,
  /** Who started it, by ARN. */
  startedBy: z.string(),
  map: RestoreMap,
  stagingBuckets: z.record(z.string(), z.string()),
  tests: z.array(PlannedTest),
  /** Where tests take place, and where what earlier ones left is looked for. */
  zones: z.array(ZoneName),
})
export type TestPlan = z.infer<typeof TestPlan>

/** How a restored function answered. */
export const InvocationResult = z.strictObject({
  state: z.enum(['as-expected', 'answered', 'other-answer', 'function-error']),
  /** Members of a JSON answer that are not as expected, at most twenty; never their values. */
  differs: z.array(z.string()),
  milliseconds: z.int(),
})
export type InvocationResult = z.infer<typeof InvocationResult>

/**
 * What came of one test. `passed`: restored, verified, and answered if it was asked. `differs`: verification found
 * differences. `wrong-answer`. `refused`: the plan of the restore has problems. `failed`: a step failed.
 */
export const TestState = z.enum(['passed', 'differs', 'wrong-answer', 'refused', 'failed'])
export type TestState = z.infer<typeof TestState>

/** `tests/<date>/<test id>.json`. It holds no environment value, no payload and no answer. */
export const TestVerdict = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  ...PlannedTest.omit({ invocation: true }).shape,
  runId: RunId,
  startedAt: Instant,
  endedAt: Instant,
  state: TestState,
  failure: Failure.optional(),
  problems: z.array(RestoreProblem.pick({ kind: true, what: true, advice: true })),
  /** The first fifty. */
  differences: z.array(Difference),
  invocation: InvocationResult.optional(),
  /** What of the scratch could not be removed, and why. */
  left: z.array(z.string()),
})
export type TestVerdict = z.infer<typeof TestVerdict>

/** What became of one zone: what earlier tests had left there, and what could not be removed. */
export const TestZoneEnd = z.strictObject({
  zone: ZoneName,
  /** Scratch functions of tests that ended without removing them, by name; they are gone now. */
  removed: z.array(z.string()),
  /** Scratch functions that are still there, and why. */
  left: z.array(z.string()),
  failure: Failure.optional(),
})
export type TestZoneEnd = z.infer<typeof TestZoneEnd>

/** `tests/runs/<date>/<run id>/report.json`. */
export const TestReport = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  run: TestRun,
  endedAt: Instant,
  /** `passed`: every test did, and everything was removed. `nothing`: there was nothing to test. */
  state: z.enum(['passed', 'failed', 'nothing']),
  failure: Failure.optional(),
  tests: z.array(
    TestVerdict.pick({ testId: true, resource: true, reason: true, state: true }).extend({
      error: z.string().optional(),
    }),
  ),
  zones: z.array(TestZoneEnd),
})
export type TestReport = z.infer<typeof TestReport>
